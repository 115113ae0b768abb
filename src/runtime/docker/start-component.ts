import type { FoundComponent } from '../runtime.ts';
import type { Starting } from '../until-ready.ts';
import { inspected } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import { lastLines } from './logs.ts';

const LOG_LINES = 25;

/** What the engine tells of a container that is starting. */
export function watched(
  name: string,
  id: string,
  engine: Engine,
): Pick<Starting, 'ended' | 'lastLines'> {
  return {
    ended: async () => {
      const { State: state } = await exchange(`waiting for ${name}`, engine, () =>
        engine.docker.getContainer(id).inspect(),
      );
      if (state.Running) return undefined;
      return state.OOMKilled ? 'ran out of memory' : `ended with exit code ${state.ExitCode}`;
    },
    lastLines: () => lastLines(id, engine, LOG_LINES).catch(() => []),
  };
}

/** Where a running container's ports ended up, as the engine tells it. */
export async function asStarted(name: string, id: string, engine: Engine): Promise<FoundComponent> {
  return exchange(`looking at ${name}`, engine, async () =>
    inspected(await engine.docker.getContainer(id).inspect(), engine.address),
  );
}
