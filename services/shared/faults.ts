import { setTimeout as sleep } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Express, type Response } from 'express';
import { env } from './env.ts';
import { FAULT_PATH } from './fault-path.ts';
import { type Fault, faultsFor } from './fault-words.ts';
import { type SwitchedFault, drawnFrom, readSwitchedFault } from './switched-fault.ts';
import { findTelemetry } from './telemetry.ts';

/** The baggage that carries a fault, and the attribute of the span that had it. */
const LAB_FAULT = 'lab.fault';

/**
 * Lets the lab make the routes of a service slow or fail on purpose, so that there is something to find: a single
 * request by the baggage that it carries, or all of them by what is switched on at `FAULT_PATH`. Only where the lab
 * set LAB_FAULTS=1: nobody else's request is held up for what it carries.
 *
 * To be called when the routes are there. Routes that come later, such as /healthz, are left alone.
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
  // Nothing but JSON, which a page of another site cannot send without being asked for leave.
  const json = express.json({ limit: 4_096, strict: false });
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

/** Express knows an error handler by its four parameters. */
const refuse: ErrorRequestHandler = (error: Error, _request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(400).json({ reason: error.message });
};

/**
 * Asks `mayGoOn` within each route, not before it: Express has told the span its route by then, so that it keeps its
 * name even when the service's own code is never reached.
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

/** @returns whether the request is to be answered as usual: it did not fail, and somebody still waits for it */
async function suffer(
  name: string,
  faults: readonly Fault[],
  response: Response,
): Promise<boolean> {
  if (faults.length === 0) return true;
  const text = faults.map((fault) => fault.text).join('+');
  findTelemetry()?.annotate(LAB_FAULT, text);
  const ms = faults.reduce((sum, one) => sum + one.delayMs + Math.random() * one.jitterMs, 0);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await sleep(ms, undefined, gone).catch(() => undefined);
  if (gone.signal.aborted) return false;
  if (!faults.some(({ fails }) => fails)) return true;
  response.status(500).json({ [name]: 'failed', reason: `on purpose (${text})` });
  return false;
}
