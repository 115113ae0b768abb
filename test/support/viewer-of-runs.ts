import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { SpanLog } from '../../src/analysis/trace-logs.ts';
import type { Listening } from '../../src/backend/http/listen.ts';
import type { RunTraces } from '../../src/viewer/lab-routes.ts';
import { serveViewer, type ViewerOptions } from '../../src/viewer/server.ts';

interface OfRuns extends Pick<ViewerOptions, 'ask'> {
  /** A list that may grow. */
  readonly runs: readonly RunTraces[];
  readonly logs?: (traceId: string) => readonly SpanLog[];
  /** Another text whenever there is something new. */
  readonly newest: () => unknown;
}

/** The built page with a ledger of these runs. A warning fails the test. */
export const viewerOfRuns = ({ ask, runs, logs, newest }: OfRuns): Promise<Listening> =>
  serveViewer({
    ...{ folder: resolve('dist/viewer'), port: 0, ask },
    ledger: {
      runs: () => Promise.resolve(runs),
      run: (id) => Promise.resolve(runs.find((one) => one.id === id)),
      spread: () => Promise.resolve({}),
      logs: (traceId) => Promise.resolve(logs?.(traceId) ?? []),
    },
    newest: () => Promise.resolve(String(newest())),
    warn: (sentence) => assert.fail(sentence),
  });
