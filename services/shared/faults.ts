import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Express, type Response } from 'express';
import { env } from './env.ts';
import { type Fault, faultsFor } from './fault-words.ts';
import { FAULT_PATH } from './lab-paths.ts';
import { log } from './log.ts';
import { type SwitchedFault, drawnFrom, readSwitchedFault } from './switched-fault.ts';
import { findTelemetry } from './telemetry.ts';

/** The baggage key that carries a fault, and the attribute of a span whose service applied it. */
const LAB_FAULT = 'lab.fault';

/**
 * Fault injection: makes the routes of a service slow or fail, a single request by its baggage, or all requests by the
 * fault that is set at `FAULT_PATH`. Only enabled by LAB_FAULTS=1, which the lab sets: elsewhere the baggage of a
 * request has no effect.
 *
 * Call it after adding the routes. Routes that are added later, such as /healthz, are not affected.
 */
export function allowFaults(name: string, app: Express): void {
  if (env('LAB_FAULTS') !== '1') return;
  let switchedOn: SwitchedFault | undefined;
  const faults = (): Fault[] => [
    ...faultsFor(name, findTelemetry()?.baggage(LAB_FAULT) ?? ''),
    ...(switchedOn ? drawnFrom(switchedOn, name) : []),
  ];
  beforeEachRoute(app, (response) => suffer(name, faults(), response));

  const tell = (response: Response): void =>
    void response.json({ service: name, fault: switchedOn ?? null });
  // Only JSON, which a page of another site cannot send without a CORS preflight request.
  const json = express.json({ limit: 4_096, strict: false });
  app.use(FAULT_PATH, (request, response, next) => {
    if (isFromHere(request.headers)) next();
    else response.status(403).json({ reason: 'this Host or Origin may not switch faults' });
  });
  app.get(FAULT_PATH, (_request, response) => tell(response));
  app.post(FAULT_PATH, json, (request, response) => {
    switchedOn = readSwitchedFault(request.body);
    tell(response);
  });
  app.delete(FAULT_PATH, (_request, response) => {
    switchedOn = undefined;
    tell(response);
  });
  app.use(FAULT_PATH, refuse);
}

/**
 * Whether a request can only come from a program that knows this service's address: a page of another site sends its
 * Origin, and by DNS rebinding a Host that is a domain name. Addresses and names without a dot are the lab's own.
 */
function isFromHere({ host = '', origin }: IncomingHttpHeaders): boolean {
  const name = host.replace(/:\d+$/, '');
  const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  if (!isAddress && (name === '' || name.includes('.'))) return false;
  return origin === undefined || origin === `http://${host}`;
}

/** Express recognises an error handler by its four parameters. */
const refuse: ErrorRequestHandler = (error: Error, _request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(400).json({ reason: error.message });
};

/**
 * Calls `mayGoOn` within each route, not before it: the span has its route by then, so that it keeps its name even when
 * the service's own code does not run.
 */
function beforeEachRoute(app: Express, mayGoOn: (response: Response) => Promise<boolean>): void {
  for (const { route } of app.router.stack) {
    const first = route?.stack[0];
    if (!first) continue;
    const handle = first.handle;
    first.handle = async (request, response, next) => {
      if (await mayGoOn(response)) await handle(request, response, next);
    };
  }
}

/** @returns whether to answer the request as usual: it did not fail, and the client is still connected */
async function suffer(
  name: string,
  faults: readonly Fault[],
  response: Response,
): Promise<boolean> {
  if (faults.length === 0) return true;
  const text = faults.map((fault) => fault.text).join('+');
  findTelemetry()?.annotate(LAB_FAULT, text);
  log('warn', `injected fault ${text}`);
  const ms = faults.reduce((sum, one) => sum + one.delayMs + Math.random() * one.jitterMs, 0);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await sleep(ms, undefined, gone).catch(() => undefined);
  if (gone.signal.aborted) return false;
  if (!faults.some(({ fails }) => fails)) return true;
  response.status(500).json({ [name]: 'failed', reason: `injected fault (${text})` });
  return false;
}
