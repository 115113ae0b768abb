import * as z from 'zod';
import { LabError, reasonOf } from '../../base/errors.ts';
import { parseBaseUrl } from '../../jaeger/base-url.ts';
import { readIndex, readSpans } from '../inlined.ts';
import { Analyst } from './data/analyst.ts';
import { fetchHttp } from './data/fetch-http.ts';
import { jaegerStore } from './data/jaeger-store.ts';
import type { FromWorker, Source, ToWorker } from './data/messages.ts';
import { reportStore } from './data/report-store.ts';

// It would try to compile its checks, which the policy of the page forbids and reports.
z.config({ jitless: true });

let opened: Analyst | undefined;
/** Questions may arrive while a large report is still read. */
let opening: unknown;

function open(source: Source): Analyst {
  if (source.kind === 'report')
    return new Analyst(reportStore(readIndex(source.index), () => readSpans(source.spans)));
  const base = parseBaseUrl(source.origin);
  return new Analyst(jaegerStore(fetchHttp(base), base, source.isUi));
}

const reply = (answer: FromWorker): void => self.postMessage(answer);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('id' in data) {
    void answer(data);
    return;
  }
  try {
    opened = open(data.open);
  } catch (thrown) {
    opening = thrown;
  }
});

async function answer({ id, method, args }: Extract<ToWorker, { id: number }>): Promise<void> {
  try {
    if (opened === undefined) throw opening;
    const ask = opened[method].bind(opened) as (...args: readonly unknown[]) => Promise<unknown>;
    reply({ id, value: await ask(...args) });
  } catch (thrown) {
    const hint = thrown instanceof LabError ? thrown.hint : undefined;
    reply({ id, failure: { sentence: reasonOf(thrown), hint } });
  }
}
