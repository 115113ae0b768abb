import type { Clock } from '../../base/clock.ts';
import { LabError } from '../../base/errors.ts';
import { waitUntil } from '../../base/wait-until.ts';
import { ask } from '../probe.ts';
import type { ComponentSpec, FoundComponent } from '../runtime.ts';
import { inspected } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import { lastLines } from './logs.ts';

const READY_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 20;
/** Looking whether it still runs costs the engine more than a probe costs the component. */
const LOOK_EVERY_MS = 200;
const LOG_LINES = 25;

interface Starting {
  readonly spec: ComponentSpec;
  readonly found: FoundComponent;
  readonly containerId: string;
}

/**
 * Resolves when every probe of a component answers.
 *
 * @throws LabError with the last lines of its log when it ends first, or is not ready within 30 s
 */
export async function untilReady(
  { spec, found, containerId }: Starting,
  engine: Engine,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let open = spec.ready;
  let reason = '';
  let lookAt = clock.now() + LOOK_EVERY_MS;
  const evidence = (): Promise<string[]> =>
    lastLines(containerId, engine, LOG_LINES).catch(() => []);
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
      await throwIfEnded(spec.name, containerId, engine, evidence);
      lookAt = clock.now() + LOOK_EVERY_MS;
    }
    return undefined;
  };
  const deadline = { timeoutMs: READY_WITHIN_MS, everyMs: ASK_EVERY_MS, signal };
  await waitUntil(`${spec.name} to be ready`, probe, deadline, clock, async () => ({
    evidence: [reason, ...(await evidence())],
    hint: `jaeger-lab logs ${spec.name}`,
  }));
}

async function throwIfEnded(
  name: string,
  containerId: string,
  engine: Engine,
  evidence: () => Promise<string[]>,
): Promise<void> {
  const { State: state } = await exchange(`waiting for ${name}`, engine, () =>
    engine.docker.getContainer(containerId).inspect(),
  );
  if (state.Running) return;
  const how = state.OOMKilled ? 'ran out of memory' : `ended with exit code ${state.ExitCode}`;
  throw new LabError(`${name} ${how} before it was ready`, {
    evidence: await evidence(),
    hint: 'the last lines of its log are above; jaeger-lab up tries again',
  });
}

/** Where a running container's ports ended up, as the engine tells it. */
export async function asStarted(name: string, id: string, engine: Engine): Promise<FoundComponent> {
  return exchange(`looking at ${name}`, engine, async () =>
    inspected(await engine.docker.getContainer(id).inspect(), engine.address),
  );
}
