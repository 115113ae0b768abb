import type { FoundComponent } from '../../runtime/runtime.ts';
import type { Context } from '../context.ts';
import { openJaeger } from './open-lab.ts';

export interface Saying {
  readonly say: (line: string) => void;
  readonly tick: string;
  readonly context: Context;
}

/** Sends a span to every collector, reads it back from every query, and reports how long that took. @throws LabError */
export async function checkStorage(
  found: readonly FoundComponent[],
  { say, tick, context }: Saying,
): Promise<void> {
  const { clock, stop: signal } = context;
  const urls = (port: string): string[] =>
    found
      .flatMap(({ ports }) => ports)
      .filter(({ name }) => name === port)
      .map(({ host, hostPort }) => `http://${host}:${hostPort}`);
  const { readBack } = await import('../../lab/read-back.ts');
  const queries = await Promise.all(urls('query').map((url) => openJaeger(url, context)));
  try {
    const ms = await readBack({ collectors: urls('otlp-http'), queries, clock, signal });
    say(`${tick} a span sent to Jaeger was readable after ${(ms / 1000).toFixed(1)} s`);
  } finally {
    await Promise.all(queries.map((query) => query[Symbol.asyncDispose]()));
  }
}
