import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { closedPlan } from '../../../load/schedule.ts';
import { renderChallenge } from '../../../render/terminal/challenge.ts';
import type { ChallengeAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { next } from '../../shell/next.ts';
import { duration, positiveInteger, share, shared } from '../../shell/options.ts';
import { type Challenge, proveChallenge } from './prove-challenge.ts';
import { type UpOptions, withUpOptions } from '../up/command.ts';

interface ChallengeOptions extends Omit<UpOptions, 'name'> {
  readonly name?: string;
  readonly n: number;
  readonly concurrency: number;
  readonly share: number;
  readonly timeout: number;
  readonly wait: number;
  readonly artifacts: string;
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** The service that is slowed, and by how much. */
const SLOWED = { service: 'payment', text: 'payment:delay=2s' };

export function challengeCommand(context: Context, run = runChallenge): Command {
  const command = new Command('challenge')
    .option('-n, --n <requests>', 'how many requests', positiveInteger, 200)
    .option('--concurrency <workers>', 'how many ask side by side', positiveInteger, 10)
    .option('--share <share>', 'of the requests, how many are slowed', share, 0.1)
    .option('--timeout <duration>', 'for one request', duration, 30_000)
    .option('--wait <duration>', 'for the traces to become readable', duration, 30_000)
    .option('--artifacts <folder>', 'where the evidence goes', 'jaeger-lab-challenge')
    .option('--keep', 'leave the lab up to look around in')
    .addOption(shared.json());
  return withUpOptions(command, shared.name().default(undefined, 'one of its own')).action(
    (options: ChallengeOptions) => run(options, context),
  );
}

async function runChallenge(options: ChallengeOptions, context: Context): Promise<void> {
  const wanted = wantedBy(options);
  const answer = await proveChallenge(wanted, context);
  context.out(
    options.json ? `${JSON.stringify(answer)}\n` : renderChallenge(answer, context.screen),
  );
  throwUnlessProved(answer);
  if (wanted.keep) next('jaeger-lab compare --fault-vs-normal', context, wanted.up.name);
  else next('jaeger-lab up checkout', context);
}

/** @throws LabError (usage) for what could prove nothing */
function wantedBy(options: ChallengeOptions): Challenge {
  const { n, concurrency, timeout: timeoutMs, wait: waitMs, keep = false } = options;
  const slowed = Math.floor(n * options.share);
  if (slowed < 1 || slowed >= n) throw oneGroupOnly(slowed, n);
  if (!options.faults)
    throw new LabError('the challenge slows payment on purpose: it needs faults', {
      hint: 'leave --no-faults out',
      exitCode: EXIT.usage,
    });
  const name = options.name ?? `challenge-${randomBytes(4).toString('hex')}`;
  return {
    // Free ports unless told otherwise: it goes beside whatever is up.
    up: { ...options, name, ...(options.portOffset === 0 && { ports: 'auto' as const }) },
    load: { plan: closedPlan(n, { concurrency, intervalMs: 0 }), timeoutMs, waitMs },
    fault: { ...SLOWED, share: options.share },
    artifacts: options.artifacts,
    keep,
  };
}

/** @throws LabError (no) for a claim that does not hold, (late) when traces could still have come */
function throwUnlessProved({ ok, claims, artifacts, traces }: ChallengeAnswer): void {
  if (ok) return;
  const failed = claims.filter(({ holds }) => !holds).map(({ evidence }) => evidence);
  throw new LabError(`not proved: ${failed.join('; ')}`, {
    hint: `what was found is in ${artifacts.folder}`,
    exitCode: traces?.late === true ? EXIT.tracesLate : EXIT.no,
  });
}

const oneGroupOnly = (slowed: number, n: number): LabError =>
  new LabError(`${slowed} of ${n} requests would be slowed: there is nothing to compare`, {
    hint: 'jaeger-lab challenge --n 200 --share 0.1',
    exitCode: EXIT.usage,
  });
