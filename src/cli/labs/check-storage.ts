import type { FoundComponent } from '../../runtime/runtime.ts';
import { LabError } from '../../base/errors.ts';
import { apartText, type StorageApart } from '../../lab/storage-apart.ts';
import type { Context } from '../context.ts';
import { openJaeger } from './open-lab.ts';
import type { StoreProblem } from './storage-of.ts';

export interface Saying {
  readonly say: (line: string) => void;
  readonly tick: string;
  readonly context: Context;
  /** Asked where the span cannot be read back. */
  readonly apart: () => Promise<StorageApart | undefined>;
  /** Asked where all use one storage. */
  readonly problem: () => Promise<StoreProblem | undefined>;
}

/** Sends a span to every collector, reads it back from every query, and reports how long that took. @throws LabError */
export async function checkStorage(
  found: readonly FoundComponent[],
  { say, tick, context, apart, problem }: Saying,
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
    const ms = await readBack({ collectors: urls('otlp-http'), queries, clock, signal }).catch(
      async (error: unknown) => {
        signal.throwIfAborted();
        const why = await apart();
        if (why) throw differs(why);
        const storage = await problem();
        throw storage ? isSick(storage) : error;
      },
    );
    say(`${tick} a span sent to Jaeger was readable after ${(ms / 1000).toFixed(1)} s`);
  } finally {
    await Promise.all(queries.map((query) => query[Symbol.asyncDispose]()));
  }
}

const isSick = ({ problem, cure }: StoreProblem): LabError =>
  new LabError(`a span that was sent to Jaeger cannot be read back; likely cause in ${problem}`, {
    hint: cure,
  });

const differs = (apart: StorageApart): LabError =>
  new LabError(`${apartText(apart)}: spans are stored where the query does not look for them`, {
    hint: `leave ${apart.set} of ${apart.odd} as up sets it: without --env ${apart.odd}.…`,
  });
