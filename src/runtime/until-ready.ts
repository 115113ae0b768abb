import type { Clock } from '../base/clock.ts';
import { LabError } from '../base/errors.ts';
import { messageOf } from '../base/log-entry.ts';
import { storageFailure } from '../base/storage-failure.ts';
import { waitUntil } from '../base/wait-until.ts';
import { ask } from './probe.ts';
import { type Output, pauseUnlessItWrites } from './output.ts';
import { endOfLog } from './reason-in-log.ts';
import type { ComponentSpec, FoundComponent } from './runtime.ts';

const READY_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 20;
/** Looking whether it still runs costs a runtime more than a probe costs the component. */
const LOOK_EVERY_MS = 200;

/** A component that was started, and what its runtime knows of it meanwhile. */
export interface Starting {
  readonly spec: ComponentSpec;
  readonly found: FoundComponent;
  /** How it ended, as "ended with exit code 1"; undefined while it runs. */
  readonly ended: () => Promise<string | undefined>;
  /** The last lines of its log; empty where there is none. */
  readonly lastLines: () => Promise<string[]>;
  /** Where the runtime knows when the component writes something: it is asked the less often while it is silent. */
  readonly output?: Output | undefined;
}

/**
 * Resolves when every probe of a component answers.
 *
 * @throws LabError with the last lines of its log when it ends first, or is not ready in time
 */
export async function untilReady(
  { spec, found, ended, lastLines, output }: Starting,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let open = spec.ready;
  let reason = '';
  let lookAt = clock.now() + LOOK_EVERY_MS;
  const probe = async (): Promise<true | undefined> => {
    // One question at a time: until the first is answered the others only take the component's processor.
    for (const question of open) {
      const at = found.ports.find(({ name }) => name === question.port);
      reason =
        (at
          ? await ask(question, at.host, at.hostPort)
          : `port ${question.port} is not published`) ?? '';
      if (reason !== '') break;
      open = open.slice(1);
    }
    if (open.length === 0) return true;
    if (clock.now() >= lookAt) {
      const how = await ended();
      if (how !== undefined) throw diedEarly(spec.name, how, endOfLog(await lastLines()));
      lookAt = clock.now() + LOOK_EVERY_MS;
    }
    return undefined;
  };
  const deadline = {
    timeoutMs: spec.readyWithinMs ?? READY_WITHIN_MS,
    everyMs: ASK_EVERY_MS,
    signal,
    ...(output && {
      worthAsking: () => pauseUnlessItWrites(output, ASK_EVERY_MS, clock, signal),
    }),
  };
  await waitUntil(`${spec.name} to be ready`, probe, deadline, clock, async () => {
    const lines = endOfLog(await lastLines());
    const known = storageFailure(lines);
    return {
      evidence: known ? [known.sentence] : [reason, ...lines.map(messageOf)],
      hint: known?.hint ?? `jaeger-lab logs ${spec.name}`,
    };
  });
}

function diedEarly(name: string, how: string, lines: readonly string[]): LabError {
  const known = storageFailure([how, ...lines]);
  if (known) {
    const { sentence, hint } = known;
    return new LabError(`${name} ${how} before it was ready: ${sentence}`, { hint });
  }
  return new LabError(`${name} ${how} before it was ready`, {
    evidence: lines.map(messageOf),
    hint: 'the last lines of its log are above; try again: jaeger-lab up',
  });
}
