import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BackendProcess } from './backend-process.ts';
import { givenTime } from './given-time.ts';
import type { LargeBody } from './large-bodies.ts';

const LOCALHOST = '127.0.0.1';
const ASK_EVERY_MS = 5;

/** Sends a request and reads its answer away. @returns the status */
function exchange(
  port: number,
  path: string,
  agent: Agent,
  { type, encoding, body }: Partial<LargeBody> = {},
): Promise<number> {
  return new Promise((done, failed) => {
    const request = httpRequest({
      ...{ host: LOCALHOST, port, path, agent, method: body ? 'POST' : 'GET' },
      headers: {
        ...(type && { 'content-type': type }),
        ...(encoding && { 'content-encoding': encoding }),
        ...(body && { 'content-length': body.length }),
      },
    });
    request.on('error', failed).on('response', (response) => {
      response.resume().on('end', () => done(response.statusCode ?? 0));
    });
    request.end(body);
  });
}

/** The longest that `GET /status` waited while the work went on, in ms of `givenTime`. */
export async function longestWaitDuring(
  { pid, ports }: BackendProcess,
  work: () => Promise<unknown>,
): Promise<number> {
  using agent = disposable(new Agent({ keepAlive: true, maxSockets: 1 }));
  const done = new AbortController();
  let longest = 0;
  await exchange(ports.health, '/status', agent.agent);
  const working = work().finally(() => done.abort());
  while (!done.signal.aborted) {
    const waited = await givenTime(pid, () => exchange(ports.health, '/status', agent.agent));
    longest = Math.max(longest, waited);
    await sleep(ASK_EVERY_MS);
  }
  await working;
  return longest;
}

/** Sends it and waits for the answer. @returns the status */
export async function sendBody({ ports }: BackendProcess, body: LargeBody): Promise<number> {
  using agent = disposable(new Agent());
  const path = body.port === 'zipkin' ? '/api/v2/spans' : '/v1/traces';
  return await exchange(ports[body.port], path, agent.agent, body);
}

const disposable = (agent: Agent): Disposable & { readonly agent: Agent } => ({
  agent,
  [Symbol.dispose]: () => agent.destroy(),
});
