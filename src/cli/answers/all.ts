import * as z from 'zod';
import { challengeAnswer } from '../commands/challenge/answer.ts';
import { compareAnswer } from '../commands/compare/answer.ts';
import { depsAnswer } from '../commands/deps/answer.ts';
import { downAnswer } from '../commands/down/answer.ts';
import { imagesAnswer } from '../commands/images/answer.ts';
import { injectAnswer } from '../commands/inject/answer.ts';
import { loadAnswer } from './load.ts';
import { overheadAnswer } from '../commands/overhead/answer.ts';
import { scenarioAnswer, scenariosAnswer } from '../commands/scenario/answer.ts';
import { slowestAnswer } from '../commands/slowest/answer.ts';
import { smokeAnswer } from '../commands/smoke/answer.ts';
import { statusAnswer } from '../commands/status/answer.ts';
import { traceAnswer } from '../commands/trace/answer.ts';
import { tracesAnswer } from '../commands/traces/answer.ts';
import { upAnswer } from '../commands/up/answer.ts';
import { verifyAnswer } from '../commands/verify/answer.ts';

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
  images: imagesAnswer,
  scenario: scenarioAnswer,
  scenarios: scenariosAnswer,
} as const;

/** An answer's schema as JSON schema. */
export const jsonSchemaOf = (answer: z.ZodType): unknown => z.toJSONSchema(answer);
