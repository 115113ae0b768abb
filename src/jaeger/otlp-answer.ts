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
