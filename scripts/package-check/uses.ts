import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installed } from './install.ts';
import { runProgram } from './run-program.ts';

type Use = () => Promise<{ value: true; about: string }>;

/** A step that needs something which this machine lacks. */
export class NotHere extends Error {}

/** How much is done: a demo; also what shells and man need; also containers and a challenge. */
export type Story = 'demo' | 'shells' | 'whole';

const LAB = ['--name', 'package-check'];
const LOCAL = ['--runtime', 'local', '--jaeger', 'embedded', '--ports', 'auto'];

/** What is done with the installed program, by title. */
export function uses(installed: Installed, story: Story): Readonly<Record<string, Use>> {
  const { bin, before, env } = installed;
  const run = (...args: string[]): Promise<string> =>
    runProgram(bin, [...before, ...args], { env });
  const demo = {
    '--version': async () => done((await run('--version')).trim(), /^\d+\.\d+\.\d+/),
    '--help': async () => done(`${(await run('--help')).split('\n').length} lines`, /^\d\d/),
    demo: async () => {
      try {
        const shown = await run('demo', ...LAB, ...LOCAL);
        return done(/^\d+ traces.*$/m.exec(shown)?.[0] ?? shown, /^\d+ traces/);
      } finally {
        await run('down', ...LAB);
      }
    },
  };
  const shells = {
    'completion in bash': () => completion(installed, 'bash'),
    'completion in zsh': () => completion(installed, 'zsh'),
    man: () => manual(installed),
  };
  const rest = {
    challenge: async () => {
      const answer = JSON.parse(await run('challenge', '--json', '--n', '40', ...LOCAL)) as {
        readonly ok: boolean;
        readonly claims: readonly unknown[];
      };
      return done(`${answer.claims.length} claims hold: ${String(answer.ok)}`, /true$/);
    },
    'up --runtime docker': () => inContainers(installed),
  };
  return {
    ...demo,
    ...(story === 'demo' ? {} : shells),
    ...(story === 'whole' ? rest : {}),
  };
}

/** With the images that the environment of this script names, where the registry's are out of reach. */
async function inContainers({ bin, before, env: ofUser }: Installed): ReturnType<Use> {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(JAEGER_LAB_(IMAGE_|REGISTRY)|DOCKER_)/.test(name),
  );
  const env = { ...ofUser, ...Object.fromEntries(kept) };
  const run = (...args: string[]): Promise<string> =>
    runProgram(bin, [...before, ...args, ...LAB], { env });
  try {
    await run('up', '--runtime', 'docker', '--ports', 'auto');
    await run('load', '--n', '5', '--interval', '0');
    return done((await run('verify', '--format', 'table')).trim(), /5 of 5 requests/);
  } catch (failure) {
    if (String(failure).includes('no Docker engine answers')) throw new NotHere('no engine');
    throw failure;
  } finally {
    await run('down');
  }
}

const done = (about: string, expected: RegExp): { value: true; about: string } => {
  if (!expected.test(about)) throw new Error(`expected ${String(expected)}, got: ${about}`);
  return { value: true, about };
};

/** Loads the script as a person's shell does; bash also completes a word. */
async function completion({ bin, env, prefix }: Installed, shell: 'bash' | 'zsh'): ReturnType<Use> {
  const script = {
    bash: `source <("$0" completion bash) && COMP_LINE="jaeger-lab slow" COMP_POINT=15 && _jaeger_lab && echo "$COMPREPLY"`,
    zsh: `autoload -U compinit && compinit -u && source <("$0" completion zsh) && whence -w _jaeger_lab && echo "$_comps[jaeger-lab]"`,
  }[shell];
  const path = `${join(prefix, 'bin')}:${env['PATH'] ?? ''}`;
  const flags = shell === 'bash' ? ['--norc', '-c'] : ['-f', '-c'];
  const shown = await ifHere(shell, [...flags, script, bin], { ...env, PATH: path });
  return done(shown.trim().split('\n').join(', '), shell === 'bash' ? /^slowest/ : /_jaeger_lab$/);
}

/** `man` itself where the machine has it; the page must be where npm links it in any case. */
async function manual({ env, prefix }: Installed): ReturnType<Use> {
  const folder = join(prefix, 'share/man');
  await access(join(folder, 'man1/jaeger-lab.1'));
  const cache = join(prefix, 'man-cache');
  await mkdir(cache, { recursive: true });
  const settings = { ...env, MANPATH: folder, MANWIDTH: '80' };
  const shown = await ifHere('man', ['-P', 'cat', 'jaeger-lab'], settings);
  return done(`${shown.split('\n').length} lines`, /^\d\d/);
}

async function ifHere(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  try {
    return await runProgram(program, args, { env });
  } catch (failure) {
    const { code } = (failure as Error).cause as { readonly code?: unknown };
    if (code === 'ENOENT') throw new NotHere(`no ${program}`);
    throw failure;
  }
}
