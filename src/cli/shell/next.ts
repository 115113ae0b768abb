import type { Context } from '../context.ts';
import { phrase } from './phrase.ts';
import { paint } from '../../render/terminal/screen.ts';

/** The last line of an answer, for a person: what a learner would type next. */
export function next(command: string, context: Context, lab?: string): void {
  if (!context.screen.isTTY) return;
  context.note(
    `${paint(context.noteScreen).dim('Next:')} ${phrase(command, context.startedAs, lab)}\n`,
  );
}
