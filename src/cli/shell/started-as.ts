import { basename, relative } from 'node:path';

/**
 * How to type the next command so that it works where this one did.
 *
 * @param script the path of the program
 * @param directory where it was started; undefined where that does not exist any more
 */
export function startedAs(
  script: string,
  directory: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const { npm_command: how = '', npm_config_package: from = '' } = env;
  // npx brought the program from there for this once: by its name alone it would be looked for in the registry.
  if (how === 'exec' && from !== '') return `npx --package ${from} jaeger-lab`;
  // npx, or an npm script of the checkout: there `npx jaeger-lab` finds the same program.
  if (['exec', 'run-script', 'run'].includes(how)) return 'npx jaeger-lab';
  if (basename(script) !== 'main.js') return 'jaeger-lab';
  return `node ${directory === undefined ? script : relative(directory, script)}`;
}

/** The lab that the arguments name, wherever they do. */
export const labIn = (args: readonly string[]): string | undefined =>
  valueIn(ownOf(args), '--name');

/** What stands behind `--` is for the command that `exec` runs. */
function ownOf(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}

/** Whether the answer was to be JSON; also of arguments that cannot be understood. */
export function asksForJson(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const own = ownOf(args);
  if (own.includes('--json')) return true;
  return (valueIn(own, '--format') ?? env['JAEGER_LAB_FORMAT']) === 'json';
}

function valueIn(args: readonly string[], option: string): string | undefined {
  const at = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`));
  const arg = args[at];
  return arg === option ? args[at + 1] : arg?.slice(option.length + 1);
}
