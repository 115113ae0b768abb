import type { Analyst } from './analyst.ts';
import type { Failed, FromWorker, Source, ToWorker } from './messages.ts';

/** What the worker could not answer. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
  readonly hint: string | undefined;

  constructor({ sentence, hint }: Failed) {
    super(sentence);
    this.hint = hint;
  }
}

type Args<M extends keyof Analyst> = Parameters<Analyst[M]>;
type Value<M extends keyof Analyst> = Awaited<ReturnType<Analyst[M]>>;

/** Asks the analyst in the worker. */
export type Ask = <M extends keyof Analyst>(method: M, ...args: Args<M>) => Promise<Value<M>>;

interface Waiting {
  readonly done: (value: never) => void;
  readonly fail: (failure: Error) => void;
}

/** Starts the worker with the traces of `source`. */
export function openWorker(source: Source): Ask {
  const worker = new Worker(workerUrl());
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const send = (message: ToWorker): void => worker.postMessage(message);
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if ('failure' in data) one?.fail(new NotAnswered(data.failure));
    else one?.done(data.value as never);
  });
  worker.addEventListener('error', ({ message }) => {
    const failure = new NotAnswered({
      sentence: `the page's worker failed: ${message}`,
      hint: 'reload the page',
    });
    for (const one of waiting.values()) one.fail(failure);
    waiting.clear();
  });
  send({ open: source });
  return (method, ...args) =>
    new Promise((done, fail) => {
      last += 1;
      waiting.set(last, { done, fail });
      send({ id: last, method, args });
    });
}

/** Beside the page where it is served; in a report, which is one file, a script element holds its text. */
function workerUrl(): string {
  const inlined = document.getElementById('worker')?.textContent;
  if (!inlined) return '/worker.js';
  return URL.createObjectURL(new Blob([inlined], { type: 'text/javascript' }));
}
