import { constants } from 'node:os';
import type { Container } from 'dockerode';
import type { Clock } from '../../base/clock.ts';
import { type Listening, Output } from '../output.ts';
import { LINES_READ, endedAs } from '../reason-in-log.ts';
import type { FoundComponent } from '../runtime.ts';
import type { Starting } from '../until-ready.ts';
import { inspected } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import { lastLines } from './logs.ts';

/** What the engine knows about a container that is starting. */
export function watched(
  name: string,
  id: string,
  engine: Engine,
): Pick<Starting, 'ended' | 'lastLines'> {
  return {
    ended: () => howEnded(name, id, engine),
    lastLines: () => lastLines(id, engine, LINES_READ).catch(() => []),
  };
}

/** An exit code above this is a signal's number added to it. */
const SIGNAL = 128;

/** @returns undefined while it runs */
async function howEnded(name: string, id: string, engine: Engine): Promise<string | undefined> {
  const { State: state } = await exchange(`looking at ${name}`, engine, () =>
    engine.docker.getContainer(id).inspect(),
  );
  if (state.Running || state.Status === 'created') return undefined;
  if (state.OOMKilled) return 'ran out of memory';
  const number = state.ExitCode - SIGNAL;
  const [signal] = Object.entries(constants.signals).find(([, value]) => value === number) ?? [];
  return `ended with exit code ${state.ExitCode}${signal ? ` (${signal})` : ''}`;
}

/** How a container ended and why, or the last line that it wrote; undefined when it did not end. */
export async function whyEnded(
  name: string,
  id: string,
  engine: Engine,
): Promise<string | undefined> {
  const how = await howEnded(name, id, engine);
  if (how === undefined) return undefined;
  return endedAs(how, await lastLines(id, engine, LINES_READ).catch(() => []));
}

/** Where a running container's ports ended up. */
export async function asStarted(name: string, id: string, engine: Engine): Promise<FoundComponent> {
  return exchange(`looking at ${name}`, engine, async () =>
    inspected(await engine.docker.getContainer(id).inspect(), engine.host),
  );
}

/** What `attach` really gives; its type promises less. */
type Attached = NodeJS.ReadWriteStream & { destroy(): void };

/**
 * Listens to what a container writes, from before its start: by then its first line would be over. The start does
 * not wait for it: a component starts as well without a listener.
 */
export function listenTo(container: Container, clock: Clock): Listening {
  const output = new Output(clock);
  let stream: Attached | undefined;
  let over = false;
  const listen = async (): Promise<void> => {
    stream = (await container.attach({ stream: true, stdout: true, stderr: true })) as Attached;
    stream.on('error', () => undefined).on('data', () => output.wrote());
    if (over) stream.destroy();
  };
  listen().catch(() => undefined);
  return {
    get output() {
      return stream && output;
    },
    [Symbol.dispose]: () => {
      over = true;
      stream?.destroy();
    },
  };
}
