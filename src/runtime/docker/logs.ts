import type { ContainerInfo } from 'dockerode';
import { merge } from '../../base/merge.ts';
import { nothingToShow } from '../nothing-to-show.ts';
import type { LogLine, LogOptions } from '../runtime.ts';
import { containersOf } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import { LABEL } from './labels.ts';
import { LogFrames } from './log-frames.ts';

const nameOf = ({ Labels }: ContainerInfo): string => Labels[LABEL.component] ?? '';

/**
 * A lab's logs: without `follow` what there is, in the order it was written across components; with it, on and
 * on until the signal fires or every component has ended.
 */
export async function* logLines(
  lab: string,
  engine: Engine,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const containers = await containersOf(lab, engine);
  const chosen = containers.filter(
    (container) => options.component === undefined || nameOf(container) === options.component,
  );
  if (chosen.length === 0) throw nothingToShow(lab, options.component, containers.map(nameOf));
  if (options.follow) {
    yield* merge(chosen.map((container) => following(container, engine, options.tail, signal)));
    return;
  }
  const lines = await Promise.all(chosen.map((container) => written(container, engine, options)));
  yield* lines
    .flat()
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .map(({ line }) => line);
}

/** The last lines that one container wrote. */
export async function lastLines(id: string, engine: Engine, count: number): Promise<string[]> {
  const raw = await engine.docker
    .getContainer(id)
    .logs({ stdout: true, stderr: true, tail: count });
  return linesIn(raw).map(({ text }) => text);
}

function linesIn(raw: Buffer): ReturnType<LogFrames['push']> {
  const frames = new LogFrames();
  return [...frames.push(raw), ...frames.end()];
}

async function written(
  container: ContainerInfo,
  engine: Engine,
  { tail, containing }: LogOptions,
): Promise<{ at: string; line: LogLine }[]> {
  const component = nameOf(container);
  const raw = await exchange(`reading the log of ${component}`, engine, () =>
    engine.docker.getContainer(container.Id).logs({
      ...{ stdout: true, stderr: true, timestamps: true },
      ...(containing === undefined && { tail }),
    }),
  );
  const wanted = linesIn(raw).filter(({ text }) => text.includes(containing ?? ''));
  return wanted.slice(-tail).map(({ stream, text }) => {
    const space = text.indexOf(' ');
    return { at: text.slice(0, space), line: { component, stream, text: text.slice(space + 1) } };
  });
}

async function* following(
  container: ContainerInfo,
  engine: Engine,
  tail: number,
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  const component = nameOf(container);
  const stream = await exchange(`reading the log of ${component}`, engine, () =>
    engine.docker
      .getContainer(container.Id)
      .logs({ stdout: true, stderr: true, tail, follow: true, abortSignal: signal }),
  );
  const frames = new LogFrames();
  try {
    for await (const chunk of stream) {
      yield* frames.push(chunk as Buffer).map((line) => ({ component, ...line }));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  yield* frames.end().map((line) => ({ component, ...line }));
}
