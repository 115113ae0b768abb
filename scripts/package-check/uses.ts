import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installed } from './install.ts';
import { runProgram } from './run-program.ts';

type Use = () => Promise<{ value: true; about: string }>;

/** What is done with the installed program, by title. @param options `wholeStory`: also a demo, and what shells and man need */
export function uses(
  installed: Installed,
  { wholeStory }: { readonly wholeStory: boolean },
): Readonly<Record<string, Use>> {
  const { bin, before, env } = installed;
  const run = (...args: string[]): Promise<string> =>
    runProgram(bin, [...before, ...args], { env });
  const always = {
    '--version': async () => done((await run('--version')).trim(), /^\d+\.\d+\.\d+/),
    '--help': async () => done(`${(await run('--help')).split('\n').length} lines`, /^\d\d/),
  };
  if (!wholeStory) return always;
  return {
    ...always,
    demo: async () => {
      const place = ['--runtime', 'local', '--ports', 'auto', '--name', 'package-check'];
      try {
        const shown = await run('demo', '--jaeger', 'embedded', ...place);
        return done(/^\d+ traces.*$/m.exec(shown)?.[0] ?? shown, /^\d+ traces/);
      } finally {
        await run('down', '--name', 'package-check');
      }
    },
    'completion in bash': () => completion(installed, 'bash'),
    'completion in zsh': () => completion(installed, 'zsh'),
    man: () => manual(installed),
  };
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
  const shown = await runProgram(shell, [...flags, script, bin], { env: { ...env, PATH: path } });
  return done(shown.trim().split('\n').join(', '), shell === 'bash' ? /^slowest/ : /_jaeger_lab$/);
}

/** `man` itself where the machine has it; the page must be where npm links it in any case. */
async function manual({ env, prefix }: Installed): ReturnType<Use> {
  const folder = join(prefix, 'share/man');
  await access(join(folder, 'man1/jaeger-lab.1'));
  const cache = join(prefix, 'man-cache');
  await mkdir(cache, { recursive: true });
  const shown = await runProgram('man', ['-P', 'cat', 'jaeger-lab'], {
    env: { ...env, MANPATH: folder, MANWIDTH: '80' },
  });
  return done(`${shown.split('\n').length} lines`, /^\d\d/);
}
