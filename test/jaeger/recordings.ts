import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Answers recorded from real Jaegers (test/fixtures/jaeger/README.md), and a server that gives them again. */

const FIXTURES = join(import.meta.dirname, '../fixtures/jaeger');

export const VERSIONS = [
  'jaeger-1.57',
  'jaeger-2.0-rc',
  'jaeger-2.20',
  'jaeger-main-2026-08',
] as const;
export type Version = (typeof VERSIONS)[number];

interface Recording {
  readonly request: string;
  readonly status: number;
  readonly contentType: string | null;
  /** JSON, or the text of what is not. */
  readonly body: unknown;
}

export const readFixture = (path: string): unknown =>
  JSON.parse(readFileSync(join(FIXTURES, path), 'utf8'));

export const readRecording = (path: string): Recording => readFixture(path) as Recording;

function readFolder(folder: string): Recording[] {
  return readdirSync(join(FIXTURES, folder))
    .filter((name) => name.endsWith('.json') && !name.startsWith('input'))
    .map((name) => readRecording(join(folder, name)));
}

export interface Replay extends AsyncDisposable {
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
}

export interface ReplayOptions {
  /** A folder of recordings: "jaeger-1.57", "jaeger-2.20/empty". */
  readonly folder: string;
  /** Answers the paths below this as a Jaeger without that API: with the page of its user interface. */
  readonly without?: string;
  /** Goes before the recordings. */
  readonly override?: (path: string) => Pick<Recording, 'status' | 'body'> | undefined;
  readonly basePath?: string;
  /** Answers a search as it was recorded, however many traces it is asked for. */
  readonly anyLimit?: boolean;
}

const PAGE = `<!doctype html><script>JAEGER_VERSION = {"gitCommit":"c","gitVersion":"v2.20.0","buildDate":""};</script>`;

/** Serves a folder of recordings. A request without a recording gets 599, which no Jaeger sends. */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const { folder, basePath = '', anyLimit = false } = options;
  const isOld = folder.includes('1.57') || folder.includes('2.0-rc');
  const key = (request: string): string => meaning(request, isOld, anyLimit);
  const recordings = new Map(readFolder(folder).map((one) => [key(one.request), one]));
  const asked: string[] = [];
  return serve(
    (request, response) => {
      const path = (request.url ?? '').slice(basePath.length);
      asked.push(path);
      const recording = answerTo(path, options) ?? recordings.get(key(path));
      const { status, body } = recording ?? { status: 599, body: `no recording of ${path}` };
      response.writeHead(status);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    },
    asked,
    basePath,
  );
}

function answerTo(
  path: string,
  { without, override }: ReplayOptions,
): Pick<Recording, 'status' | 'body'> | undefined {
  if (path === '/' || (without !== undefined && path.startsWith(without))) {
    return { status: 200, body: PAGE };
  }
  return override?.(path);
}

/** Starts a server on a free port of this machine. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  asked: readonly string[] = [],
  basePath = '',
): Promise<Replay> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Which parameters mean the same. A Jaeger up to 2.18 knows only the last name of each. */
const PARAMETERS = {
  service: ['service', 'query.serviceName', 'query.service_name'],
  operation: ['operation', 'query.operationName', 'query.operation_name'],
  from: ['start', 'query.startTimeMin', 'query.start_time_min'],
  to: ['end', 'query.startTimeMax', 'query.start_time_max'],
  limit: ['limit', 'query.searchDepth', 'query.num_traces'],
  minDuration: ['minDuration', 'query.durationMin', 'query.duration_min'],
  maxDuration: ['maxDuration', 'query.durationMax', 'query.duration_max'],
  tags: ['tags', 'query.attributes', ''],
} as const;

/** What a request asks for, however it spells it: what an old Jaeger does not read has no meaning to it. */
function meaning(request: string, isOld: boolean, anyLimit: boolean): string {
  const url = new URL(request, 'http://jaeger');
  const isV3 = url.pathname.startsWith('/api/v3/');
  const entries = Object.entries(PARAMETERS).map(([name, [legacy, camel, snake]]) => {
    const of = (key: string): string | null => url.searchParams.get(key);
    const v3 = isOld ? of(snake) : (of(camel) ?? of(snake));
    const isOfOperations = !url.pathname.endsWith('/traces');
    return [name, plain(isV3 && !isOfOperations ? v3 : of(legacy))];
  });
  const wanted = Object.fromEntries(entries) as Record<string, string | number | null>;
  if (anyLimit) delete wanted['limit'];
  // Without times v3 only complains, whatever else is asked.
  if (isV3 && url.pathname.endsWith('/traces') && wanted['from'] === null) return 'complaint';
  return JSON.stringify([
    url.pathname,
    wanted,
    url.searchParams.get('span_kind'),
    url.searchParams.get('spanKind'),
  ]);
}

/** Times as microseconds, Go durations too, so that two spellings of one are equal. */
function plain(value: string | null): string | number | null {
  if (value === null) return null;
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value) * 1000;
  const [, amount, unit] = /^(\d+)(ms|us)$/.exec(value) ?? [];
  if (amount !== undefined) return Number(amount) * (unit === 'ms' ? 1000 : 1);
  return /^\d+$/.test(value) ? Number(value) : value;
}
