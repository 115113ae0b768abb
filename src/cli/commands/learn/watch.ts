import { EXIT, LabError } from '../../../base/errors.ts';
import type { Lesson } from '../../../lessons/lesson.ts';
import type { Context } from '../../context.ts';
import { lineTo } from '../../shell/output.ts';
import { type Action, checkLesson, type Done } from './act.ts';

const EVERY_MS = 2_000;

/** @throws LabError (usage) without a terminal, where no person could follow */
export function throwUnlessWatchable({ screen }: Context): void {
  if (screen.isTTY) return;
  throw new LabError('--watch needs a terminal', {
    hint: 'look once: jaeger-lab learn --check',
    exitCode: EXIT.usage,
  });
}

/** Checks a lesson again and again until it is solved, and prints what is missing whenever that changes. */
export async function watchLesson(lesson: Lesson, action: Action, context: Context): Promise<Done> {
  let last = '';
  for (;;) {
    const checked = await checkLesson(lesson, action, context);
    if (checked.solved) return { checked };
    const missing = checked.missing ?? '';
    if (missing !== last) lineTo(context)(`not solved yet: ${missing}`);
    last = missing;
    await context.clock.sleep(EVERY_MS, context.stop);
  }
}
