import { readTree } from '../../shell/help/command-tree.ts';
import { valuesFrom } from './values.ts';
import { wanted } from './wanted.ts';

/** Stands for the files that there are: the shell knows them, and how to show them. */
export const FILES = ':files';

/**
 * What may stand in place of the last word.
 *
 * @returns a line for each: the whole word, a tab, and what it means; or {@link FILES}
 */
export async function complete(
  words: readonly string[],
  distFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const tree = readTree(distFolder);
  if (tree === undefined) return '';
  const { listed, source, prefix, lab } = wanted(tree, words);
  const typed = words.at(-1) ?? '';
  // A lab that is damaged or not there has nothing to offer, and a prompt has no place for an error.
  const found = source === undefined ? [] : await valuesFrom(source, lab, env).catch(() => []);
  const lines = [...listed, ...found]
    .map(([value, about]) => [prefix + value, about])
    .filter(([value]) => value?.startsWith(typed))
    .map((parts) => parts.join('\t'));
  // A scenario may also be a file of one's own.
  const files = source === 'files' || (source === 'scenarios' && lines.length === 0);
  return [...lines, ...(files ? [FILES] : [])].map((line) => `${line}\n`).join('');
}
