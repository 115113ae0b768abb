import { commandAt, readTree, STARTED_AS } from './command-tree.ts';
import { fit, layOut } from './page.ts';

/**
 * The help that `args` ask for, when they contain no other request: from the pages that the build wrote down, which takes a
 * third of the time that it takes to load a command and have it describe itself.
 *
 * @returns undefined when they ask for something else, or the build wrote no such page
 */
export function writtenHelp(
  args: readonly string[],
  distFolder: string,
  from: { readonly startedAs: () => string; readonly columns: () => number },
): string | undefined {
  const names = helpAskedOf(args);
  const tree = names && readTree(distFolder);
  const page = tree && commandAt(tree, names)?.page;
  if (page === undefined) return undefined;
  const columns = from.columns();
  const after = page.after.replaceAll(STARTED_AS, from.startedAs());
  return fit(layOut(page, columns) + after, columns);
}

/** The names of the commands before `--help` or after `help`; none of them means the program itself. */
function helpAskedOf(args: readonly string[]): readonly string[] | undefined {
  const names = namesIn(args);
  return names?.some((name) => name.startsWith('-')) ? undefined : names;
}

function namesIn(args: readonly string[]): readonly string[] | undefined {
  if (args.length === 0) return [];
  if (args[0] === 'help') return args.slice(1);
  return ['--help', '-h'].includes(args.at(-1) ?? '') ? args.slice(0, -1) : undefined;
}
