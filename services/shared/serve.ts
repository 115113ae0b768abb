import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Express } from 'express';
import { env } from './env.ts';
import { allowFaults } from './faults.ts';
import { isUntraced } from './lab-paths.ts';
import { log } from './log.ts';
import { shipTheRest } from './ship-logs.ts';
import { findTelemetry } from './telemetry.ts';

/** How long requests in flight may continue after the signal to stop: the slowest /process takes 1150 ms. */
const FINISH_MS = 1_250;

/**
 * Listens on PORT and HOST. On SIGTERM or SIGINT it finishes the requests in flight, exports the last spans and exits.
 * If it cannot listen, the process ends with one line and exit code 1.
 *
 * @param port used when PORT is not set; with 0 the system chooses one, which the start line shows
 */
export function serve(name: string, app: Express, port: number): void {
  allowFaults(name, app);
  app.get('/healthz', (_request, response) => response.json({ status: 'ok' }));

  const server = createServer(app);
  const inFlight = new Set<ServerResponse>();
  server.on('request', (request, response) => {
    inFlight.add(response);
    const startMs = performance.now();
    response.once('close', () => {
      inFlight.delete(response);
      if (!isUntraced(request.url)) logRequest(request, response, performance.now() - startMs);
    });
  });

  const host = env('HOST', '127.0.0.1');
  const wanted = env('PORT', String(port));
  if (!/^\d+$/.test(wanted) || Number(wanted) > 65_535) {
    giveUp(`${name}: PORT=${wanted} is not a port number`);
  }

  server.once('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'the port is already in use' : error.message;
    giveUp(
      `${name}: cannot listen on ${host}:${wanted}: ${reason} (set PORT or HOST to change it)`,
    );
  });
  server.listen(Number(wanted), host, () => log('info', startLine(name, server)));

  // Once: a second Ctrl-C exits at once.
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => void stop(server, inFlight));
  }
}

/** "GET /process: 200 in 312 ms". The instrumentation calls listeners of a response in the context of its span. */
function logRequest({ method, url }: IncomingMessage, response: ServerResponse, ms: number): void {
  const { statusCode, writableFinished } = response;
  const how = writableFinished ? String(statusCode) : 'connection closed before the response';
  log(statusCode >= 500 ? 'error' : 'info', `${method} ${url}: ${how} in ${Math.round(ms)} ms`);
}

function startLine(name: string, server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  const telemetry = findTelemetry();
  return `${telemetry?.serviceName ?? name} listens on ${url}; ${telemetry?.summary ?? 'no tracing (started without the preload)'}`;
}

async function stop(server: Server, inFlight: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A keep-alive connection without a request must not delay the exit.
  const hangUp = setInterval(() => server.closeIdleConnections(), 20);
  await Promise.race([closed, sleep(FINISH_MS)]);
  clearInterval(hangUp);
  // The span of a request ends with its response, even when the response is cut off.
  const cutOff = [...inFlight].map((response) => once(response, 'close'));
  server.closeAllConnections();
  await Promise.all([closed, ...cutOff]);
  await Promise.all([findTelemetry()?.flush(), shipTheRest()]);
  process.exit(0);
}

function giveUp(sentence: string): never {
  log('error', sentence);
  process.exit(1);
}
