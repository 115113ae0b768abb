import { downAnswer } from './down.ts';
import { loadAnswer } from './load.ts';
import { slowestAnswer } from './slowest.ts';
import { smokeAnswer } from './smoke.ts';
import { statusAnswer } from './status.ts';
import { upAnswer } from './up.ts';

/** The schema of every `--json` answer, by the command that gives it. */
export const answers = {
  up: upAnswer,
  load: loadAnswer,
  slowest: slowestAnswer,
  status: statusAnswer,
  down: downAnswer,
  smoke: smokeAnswer,
} as const;
