import type { AnswerTo } from '../http/listen.ts';
import { routed } from '../http/route.ts';
import type { SpanReader } from '../store/span-store.ts';
import { PAGE } from './page.ts';
import { prettyPrinted } from './pretty-print.ts';
import { routesLegacy } from './routes-legacy.ts';
import { routesV3 } from './routes-v3.ts';
import { viewerPages } from './viewer-pages.ts';

export interface QueryOptions {
  /** A folder with an index.html and what it needs, served to browsers. */
  readonly viewer?: string | undefined;
  /** Milliseconds since the epoch; the real clock by default. */
  readonly now?: () => number;
}

/**
 * Answers Jaeger's query API: v3 and the legacy one, as Jaeger 2.20 does (docs/backend-differences.md says where
 * not). Large answers are made while they are read.
 */
export function queryHandler(reader: SpanReader, options: QueryOptions = {}): AnswerTo {
  const answerTo = routed([
    ...routesV3(reader),
    ...routesLegacy(reader, options.now ?? Date.now),
    viewerPages(options.viewer, PAGE),
  ]);
  return async (request) => prettyPrinted(await answerTo(request), request.url ?? '');
}
