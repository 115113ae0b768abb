/** Longer than the slowest service takes, short enough that a caller learns why nothing comes. */
const TIMEOUT_MS = 10_000;

/**
 * Asks another service. The trace context travels along by itself: the tracing preload adds the headers.
 *
 * @throws Error whose message names the URL and what went wrong
 */
export async function getJson(url: string): Promise<unknown> {
  return call(url, 'GET');
}

/** Tells another service to do something; otherwise as `getJson`. */
export async function postJson(url: string): Promise<unknown> {
  return call(url, 'POST');
}

async function call(url: string, method: string): Promise<unknown> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = await response.text();
    if (!response.ok) throw new Error(`status ${response.status} ${body}`);
    return JSON.parse(body);
  } catch (error) {
    throw new Error(`${url} failed: ${reasonOf(error as Error)}`, { cause: error });
  }
}

/** fetch itself says only "fetch failed"; ECONNREFUSED or ENOTFOUND stands in its cause. */
function reasonOf({ message, cause }: Error): string {
  if (!(cause instanceof Error)) return message;
  return 'code' in cause ? String(cause.code) : cause.message;
}
