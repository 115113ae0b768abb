import type { FailureClass } from './verify.ts';

/** What requests of a class most often mean. The others name their reason themselves. */
const MEANINGS: Partial<Record<FailureClass, string>> = {
  missing: 'likely cause: spans do not reach Jaeger, or are not sent',
  incomplete: 'likely cause: a service loses its spans, or samples on its own',
  split:
    'likely cause: the trace context is not passed on, so that one request leaves several traces',
  'un-instrumented-callee':
    'likely cause: a called service is not instrumented, or its spans do not reach Jaeger',
};

/** The likely cause of failures, by the class of most of them; undefined where the class names none. */
export function likelyCause(classes: readonly FailureClass[]): string | undefined {
  const counts = new Map<FailureClass, number>();
  for (const one of classes) counts.set(one, (counts.get(one) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most && MEANINGS[most[0]];
}
