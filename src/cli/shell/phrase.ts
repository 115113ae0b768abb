import { DEFAULT_LAB } from '../../lab/lab-folder.ts';

/** Commands that are about no lab, and take no `--name`. */
const WITHOUT_LAB = [
  ...['completion', 'exec', 'explain', 'help', 'images', 'list', 'overhead', 'scenario', 'schema'],
  'target',
];

/**
 * Puts a command that the program asks the user to type into the form that works where they are: started the
 * way this one was, and for the same lab.
 */
export function phrase(text: string, startedAs: string, lab: string = DEFAULT_LAB): string {
  const name = lab === DEFAULT_LAB ? '' : ` --name ${lab}`;
  return text.replaceAll(
    /\bjaeger-lab (?!--)([a-z]+)/g,
    (_, command: string) => `${startedAs} ${command}${WITHOUT_LAB.includes(command) ? '' : name}`,
  );
}
