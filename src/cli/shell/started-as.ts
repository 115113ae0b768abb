import { basename } from 'node:path';

/** How to type the next command so that it works where this one did. */
export function startedAs(
  script: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  // npx, or an npm script of the checkout: there `npx jaeger-lab` finds the same program.
  if (
    env['npm_command'] === 'exec' ||
    env['npm_command'] === 'run-script' ||
    env['npm_command'] === 'run'
  ) {
    return 'npx jaeger-lab';
  }
  return basename(script) === 'main.js' ? `node ${script}` : 'jaeger-lab';
}

/** The lab that the arguments name, wherever they do. */
export function labIn(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === '--name' || arg.startsWith('--name='));
  const arg = args[at];
  return arg === '--name' ? args[at + 1] : arg?.slice('--name='.length);
}
