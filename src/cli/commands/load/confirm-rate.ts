import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { Plan } from '../../../load/schedule.ts';
import { paragraph } from '../../../render/terminal/wrap.ts';
import type { Context } from '../../context.ts';

/** Per second: what a service of another machine gets without a question. */
const MOST_UNASKED = 20;

/**
 * Asks before many requests go to another machine.
 *
 * @throws LabError (no) when the answer is not yes, (usage) without a terminal and without --yes
 */
export async function confirmRate(
  urls: readonly string[],
  plan: Plan,
  isConfirmed: boolean,
  context: Context,
): Promise<void> {
  const rate = mostPerSecond(plan);
  if (isConfirmed || rate <= MOST_UNASKED) return;
  const hosts = [...new Set(urls.map((url) => new URL(url).hostname))];
  const local = await Promise.all(hosts.map(isThisMachine));
  const [host] = hosts.filter((_, index) => !local[index]);
  if (host === undefined) return;
  const often = Number.isFinite(rate) ? `${Math.ceil(rate)} per second` : 'as fast as it answers';
  const sentence = `Requests go to ${host}, which is not this machine: ${often}.`;
  if (!context.ask)
    throw new LabError(`${sentence} Without a terminal that needs --yes`, {
      hint: 'add --yes, or send at most 20 per second: --rate 20/s',
      exitCode: EXIT.usage,
    });
  context.note(paragraph(sentence, context.noteScreen));
  if (/^y(es)?$/i.test((await context.ask('Continue? [y/N] ')).trim())) return;
  throw new LabError('no requests were sent', {
    hint: 'send at most 20 per second: --rate 20/s',
    exitCode: EXIT.no,
  });
}

function mostPerSecond(plan: Plan): number {
  if (plan.kind === 'open') return plan.perSecond;
  return plan.intervalMs === 0 ? Infinity : (plan.concurrency * 1000) / plan.intervalMs;
}

/** A name that cannot be looked up is not this machine's. */
async function isThisMachine(host: string): Promise<boolean> {
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)),
  );
  const found = await lookup(host.replace(/^\[(.*)\]$/, '$1'), { all: true }).catch(() => []);
  const isOwn = (address: string): boolean => address.startsWith('127.') || own.has(address);
  return found.length > 0 && found.every(({ address }) => isOwn(address));
}
