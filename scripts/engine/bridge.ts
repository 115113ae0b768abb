import { randomBytes, randomInt } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { runTool } from '../images/tool.ts';
import { removeRulesOf, restoreLost } from './firewall.ts';

/**
 * The engine's default network, on a separate bridge: otherwise the engine uses docker0, and changes its address or
 * deletes it even if another engine uses it.
 */
export interface Bridge {
  readonly name: string;
  /** Runs `start`, then restores the firewall rules of other engines that it removed. */
  around<T>(start: () => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

export async function createBridge(): Promise<Bridge> {
  const name = `jlab${randomBytes(4).toString('hex')}`;
  await ip('link', 'add', 'name', name, 'type', 'bridge');
  await ip('address', 'add', freeSubnet(), 'dev', name);
  await ip('link', 'set', name, 'up');
  return {
    name,
    async around(start) {
      const before = await savedRules();
      const started = await start();
      await apply(restoreLost(before, await savedRules()));
      return started;
    },
    async remove() {
      await apply(removeRulesOf(name, await savedRules()));
      await ip('link', 'delete', name);
    },
  };
}

/** A /24 of 10.213.0.0/16 that no interface of this machine uses. */
function freeSubnet(): string {
  const taken = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ address }) => address.split('.').slice(0, 3).join('.')),
  );
  const prefixes = Array.from({ length: 256 }, (_, index) => `10.213.${index}`);
  const free = prefixes.filter((prefix) => !taken.includes(prefix));
  // Two runs may choose at the same moment: a random choice makes a conflict unlikely.
  return `${free[randomInt(free.length)] ?? '10.213.0'}.1/24`;
}

async function savedRules(): Promise<string> {
  return system('iptables-save', []);
}

async function apply(rules: string): Promise<void> {
  if (rules !== '') await system('iptables-restore', ['--noflush', '--wait', '10'], rules);
}

async function ip(...args: string[]): Promise<void> {
  await system('ip', args);
}

async function system(command: string, args: readonly string[], input?: string): Promise<string> {
  return runTool({
    command,
    args,
    ...(input !== undefined && { input }),
    limit: { withinMs: 20_000 },
    purpose: "set up the engine's network",
    whenMissing: 'install iptables and iproute2',
  });
}
