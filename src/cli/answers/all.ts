import * as z from 'zod';
import { challengeAnswer } from './challenge.ts';
import { compareAnswer } from './compare.ts';
import { depsAnswer } from './deps.ts';
import { downAnswer } from './down.ts';
import { injectAnswer } from './inject.ts';
import { loadAnswer } from './load.ts';
import { overheadAnswer } from './overhead.ts';
import { scenarioAnswer, scenariosAnswer } from './scenario.ts';
import { slowestAnswer } from './slowest.ts';
import { smokeAnswer } from './smoke.ts';
import { statusAnswer } from './status.ts';
import { traceAnswer } from './trace.ts';
import { tracesAnswer } from './traces.ts';
import { upAnswer } from './up.ts';
import { verifyAnswer } from './verify.ts';

/** The schema of every `--json` answer, by the command that gives it. */
export const answers = {
  up: upAnswer,
  load: loadAnswer,
  slowest: slowestAnswer,
  traces: tracesAnswer,
  trace: traceAnswer,
  compare: compareAnswer,
  deps: depsAnswer,
  verify: verifyAnswer,
  inject: injectAnswer,
  status: statusAnswer,
  down: downAnswer,
  smoke: smokeAnswer,
  challenge: challengeAnswer,
  overhead: overheadAnswer,
  scenario: scenarioAnswer,
  scenarios: scenariosAnswer,
} as const;

/** An answer's schema as JSON schema. */
export const jsonSchemaOf = (answer: z.ZodType): unknown => z.toJSONSchema(answer);
