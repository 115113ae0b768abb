import { counted } from '../../../model/counted.ts';
import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { renderChallenge } from '../../../render/terminal/challenge.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { ChallengeAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { ownLab, type OwnLabOptions, withOwnLabOptions } from '../../labs/lab-of-its-own.ts';
import { withDeploymentOptions } from '../../labs/up-options.ts';
import { share } from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { type Challenge, proveChallenge } from './prove-challenge.ts';

interface ChallengeOptions extends OwnLabOptions, OutputOptions {
  readonly share: number;
  readonly keep?: boolean;
}

/** The service that is slowed, and by how much. */
const SLOWED = { service: 'payment', text: 'payment:delay=2s' };

export function challengeCommand(context: Context): Command {
  const command = new Command('challenge')
    .option('--share <share>', 'share of the requests to slow down', share, 0.1)
    .option('--keep', 'keep the lab up afterwards');
  withDeploymentOptions(command);
  const defaults = { n: 200, concurrency: 10, timeout: '30s', artifacts: 'jaeger-lab-challenge' };
  return withOutputOptions(withOwnLabOptions(command, 'the evidence', defaults))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab challenge', '200 requests, one in ten slowed'],
        ['jaeger-lab challenge --n 20 --keep', 'fewer requests, and keep the lab up'],
        ['jaeger-lab challenge --production', 'on Elasticsearch, and again after restarts'],
      ),
    )
    .action((options: ChallengeOptions) => runChallenge(options, context));
}

/** Printed for a person unless another format is asked for. */
async function runChallenge(options: ChallengeOptions, context: Context): Promise<void> {
  const wanted = wantedBy(options);
  const answer = await proveChallenge(wanted, context);
  const text = (screen: Screen): string => renderChallenge(answer, screen);
  const asked = { ...options, fallback: 'table' };
  await writeAnswer({ document: answer, text }, asked, context);
  throwUnlessProved(answer);
  const { name } = wanted.up;
  if (wanted.keep) next('jaeger-lab compare --fault-vs-normal', { ...asked, name }, context);
  else next('jaeger-lab up checkout', { ...asked, name: undefined }, context);
}

/** @throws LabError (usage) for what could prove nothing */
function wantedBy(options: ChallengeOptions): Challenge {
  const { n, keep = false } = options;
  const slowed = Math.floor(n * options.share);
  if (slowed < 1 || slowed >= n) throw oneGroupOnly(slowed, n);
  if (!options.faults)
    throw new LabError('challenge cannot be combined with --no-faults: it makes payment slow', {
      hint: 'jaeger-lab challenge',
      exitCode: EXIT.usage,
    });
  return {
    ...ownLab('challenge', options, keep),
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
    hint: `see the files in ${artifacts.folder}`,
    exitCode: traces?.late === true ? EXIT.tracesLate : EXIT.no,
  });
}

const oneGroupOnly = (slowed: number, n: number): LabError =>
  new LabError(
    `--share would slow ${slowed} of ${counted(n, 'request')}: there must be slow and normal ones to compare`,
    {
      hint: 'jaeger-lab challenge --n 200 --share 0.1',
      exitCode: EXIT.usage,
    },
  );
