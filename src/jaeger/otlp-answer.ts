import type { HttpAnswer } from './http.ts';

/** The options for a receiver behind a login. */
export const LOGIN_TO_RECEIVER = "use --bearer-token-file FILE or --header 'NAME: VALUE'";

/** Whether a response asks for credentials: by its status, or by leading to the page of a login. */
export const asksForLogin = ({
  status,
  location,
}: Pick<HttpAnswer, 'status' | 'location'>): boolean =>
  status === 401 || status === 403 || (status >= 300 && status < 400 && location !== undefined);

/**
 * Whether what came with a status of success is the answer of a receiver: an object in JSON, or nothing. The page of
 * Jaeger's UI or of a login is not.
 */
export function isOtlpAnswer(body: string): boolean {
  const text = body.trim();
  if (text === '') return true;
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer);
  } catch {
    return false;
  }
}
