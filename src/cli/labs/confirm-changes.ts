import { EXIT, LabError } from '../../base/errors.ts';
import type { LabState } from '../../lab/state.ts';
import { paragraph } from '../../render/terminal/wrap.ts';
import type { Change } from '../../runtime/runtime.ts';
import type { Context } from '../context.ts';
import { lostWith } from './lost-with.ts';

/**
 * Names the running components of a lab that are about to be recreated or removed, and asks on a terminal. A script has
 * to say --yes, because what is in their memory is lost.
 *
 * @throws LabError (no) when the answer is not yes, (usage) without a terminal
 */
export async function confirmChanges(
  lab: string,
  changes: readonly Change[],
  options: { readonly yes?: boolean | undefined; readonly state?: LabState | undefined },
  context: Context,
): Promise<void> {
  const lost = changes.filter(({ change }) => change === 'recreated' || change === 'removed');
  if (lost.length === 0) return;
  const words = lost.map(({ component, change }) => {
    const data = lostWith(component, options.state);
    return `${component} is ${change}${data === undefined ? '' : ` (${data})`}`;
  });
  const sentence = `Lab "${lab}" is up with other options: ${words.join(', ')}.`;
  context.note(paragraph(sentence, context.noteScreen));
  if (options.yes) return;
  if (!context.ask)
    throw new LabError(`lab "${lab}" was left as it is: without a terminal a change needs --yes`, {
      hint: 'add --yes to change it; or only start what does not run: jaeger-lab repair',
      exitCode: EXIT.usage,
    });
  const typed = await context.ask('Continue? [y/N] ');
  if (/^y(es)?$/i.test(typed.trim())) return;
  throw new LabError(`lab "${lab}" was left as it is`, {
    hint: 'only start what does not run: jaeger-lab repair; or change the lab: the same command with --yes',
    exitCode: EXIT.no,
  });
}
