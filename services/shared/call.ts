import { env } from './env.ts';
import { log } from './log.ts';

/** Longer than the slowest service takes, short enough for a caller to report the reason. */
const TIMEOUT_MS = 10_000;

/**
 * Calls another service. The tracing preload adds the headers of the trace context.
 *
 * @throws Error with the URL and the reason
 */
export async function getJson(url: string): Promise<unknown> {
  return call(url, 'GET');
}

/** Sends a POST to another service; otherwise as `getJson`. */
export async function postJson(url: string): Promise<unknown> {
  return call(url, 'POST');
}

/** How often each call is made, for one thing after the other: an N+1. */
const REPEATS = Number(env('LAB_CALL_REPEATS', '1'));
/** Attempts that are given up after a few milliseconds before the one that may take its time: a retry storm. */
const HASTY_ATTEMPTS = Number(env('LAB_HASTY_ATTEMPTS', '0'));
/** Less than every service of the lab takes. */
const HASTY_MS = 8;

async function call(url: string, method: string): Promise<unknown> {
  for (let attempt = 0; attempt < HASTY_ATTEMPTS; attempt += 1)
    await fetch(url, { method, signal: AbortSignal.timeout(HASTY_MS) }).catch(() => undefined);
  for (let item = 1; item < REPEATS; item += 1) await askOnce(`${url}?item=${item}`, method);
  return askOnce(url, method);
}

async function askOnce(url: string, method: string): Promise<unknown> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = await response.text();
    if (!response.ok) throw new Error(`status ${response.status} ${body}`);
    return JSON.parse(body);
  } catch (error) {
    const sentence = `${url} failed: ${reasonOf(error as Error)}`;
    log('error', sentence);
    throw new Error(sentence, { cause: error });
  }
}

/** The message of fetch itself is only "fetch failed"; its cause has ECONNREFUSED or ENOTFOUND. */
function reasonOf({ message, cause }: Error): string {
  if (!(cause instanceof Error)) return message;
  return 'code' in cause ? String(cause.code) : cause.message;
}
