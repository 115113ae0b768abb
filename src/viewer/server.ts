import { type Answer, jsonOf, NOT_FOUND } from '../backend/http/answer.ts';
import { type Listening, listenHttp } from '../backend/http/listen.ts';
import { type Route, routed } from '../backend/http/route.ts';
import { viewerPages } from '../backend/query/viewer-pages.ts';
import { realClock } from '../base/clock.ts';
import { LabError } from '../base/errors.ts';
import type { HttpAnswer } from '../jaeger/http.ts';
import type { SpanLog } from '../analysis/trace-logs.ts';
import {
  JAEGER_GONE,
  LAB_ROUTES,
  type RunAbout,
  type RunSpread,
  type RunTraces,
  UI_MARK,
  VIEWER_MARK,
} from './lab-routes.ts';

export interface ViewerOptions {
  /** The built page. */
  readonly folder: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Jaeger's answer to a GET of one of its read routes. @param path with its query */
  readonly ask: (path: string) => Promise<HttpAnswer>;
  /** The runs of a lab; absent where another Jaeger is shown. */
  readonly ledger?: Ledger | undefined;
  /** Changes whenever there is something new to show. */
  readonly newest: () => Promise<string>;
  /** Called with what goes wrong; the page gets an error too. */
  readonly warn: (sentence: string) => void;
}

export interface Ledger {
  /** Oldest first. */
  runs(): Promise<readonly RunAbout[]>;
  /** Undefined where the lab has no run of this number. */
  run(id: number): Promise<RunTraces | undefined>;
  /** @param runs numbers of the two that are compared */
  spread(runs: readonly number[]): Promise<RunSpread>;
  /** The lines that the lab's components logged in a trace. */
  logs(traceId: string): Promise<readonly SpanLog[]>;
}

/** Only what reads: a page must not be able to write to Jaeger. */
const READ_ROUTES =
  /^\/api\/(?:v3\/(?:services|operations|traces|traces\/[^/]+|trace-summaries)|services|services\/[^/]+\/operations|operations|traces|traces\/[^/]+|dependencies)$/;

/** A search names a service, twice, and others may have named it at length. Jaeger itself accepts 1 MB. */
const LONGEST_URL = 200_000;

/**
 * Serves the viewer on this machine: its files, Jaeger's answers, and what the lab's ledger knows. As the embedded
 * backend, it refuses other hosts' names and other sites' pages.
 *
 * @throws node's error (EADDRINUSE and the like)
 */
export async function serveViewer(options: ViewerOptions): Promise<Listening> {
  const { folder, port, ask, ledger, newest, warn } = options;
  const jaeger: Route = {
    path: READ_ROUTES,
    async answer({ path, query }) {
      const search = query.toString();
      try {
        return relayed(await ask(search === '' ? path : `${path}?${search}`));
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return notReached(error);
      }
    },
  };
  const answerTo = routed(
    [
      jaeger,
      ...ledgerRoutes(ledger),
      { path: new RegExp(`^${LAB_ROUTES.events}$`), answer: () => events(newest) },
      marked(viewerPages(folder)),
    ],
    LONGEST_URL,
  );
  return listenHttp(answerTo, { port, onError: warn, maxHeaderSize: 2 * LONGEST_URL });
}

/** The page asks for the ledger only where it is marked: a browser would report the missing route as an error. */
const marked = (pages: Route): Route => ({
  ...pages,
  async answer(call) {
    const answer = await pages.answer(call);
    if (!answer.contentType.startsWith('text/html')) return answer;
    const page = Buffer.from(answer.body as Uint8Array).toString();
    return { ...answer, body: Buffer.from(page.replace(VIEWER_MARK, UI_MARK)) };
  },
});

const EVERY_MS = 1000;

const events = (newest: ViewerOptions['newest']): Answer => ({
  status: 200,
  contentType: 'text/event-stream',
  headers: { 'cache-control': 'no-store' },
  body: changes(newest),
});

/** A message for each change; comments in between, which show when the browser is gone. */
async function* changes(newest: ViewerOptions['newest']): AsyncGenerator<string> {
  let before = await newest();
  yield ': follows\n\n';
  for (;;) {
    await realClock.sleep(EVERY_MS);
    const now = await newest();
    yield now === before ? ': nothing new\n\n' : 'data: new\n\n';
    before = now;
  }
}

/** The page shows the reason: it asks this server, which is there. */
const notReached = ({ message }: LabError): Answer => ({
  status: JAEGER_GONE.status,
  contentType: JAEGER_GONE.type,
  body: Buffer.from(message),
});

const relayed = ({ status, body }: HttpAnswer): Answer => ({
  status,
  contentType: 'application/json',
  body: Buffer.from(body),
});

const ledgerRoutes = (ledger: Ledger | undefined): Route[] => [
  {
    path: new RegExp(`^${LAB_ROUTES.runs}$`),
    answer: async () => jsonOf((await ledger?.runs()) ?? []),
  },
  {
    path: new RegExp(`^${LAB_ROUTES.run}(\\d{1,9})$`),
    async answer({ segments: [id] }) {
      const run = await ledger?.run(Number(id));
      return run === undefined ? NOT_FOUND : jsonOf(run);
    },
  },
  {
    path: new RegExp(`^${LAB_ROUTES.spread}(\\d{1,9})\\.\\.\\.(\\d{1,9})$`),
    answer: async ({ segments }) => jsonOf((await ledger?.spread(segments.map(Number))) ?? {}),
  },
  {
    path: new RegExp(`^${LAB_ROUTES.logs}([0-9a-f]{32})$`),
    answer: async ({ segments: [id = ''] }) => jsonOf((await ledger?.logs(id)) ?? []),
  },
];
