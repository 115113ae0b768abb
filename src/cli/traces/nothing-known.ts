import { LabError } from '../../base/errors.ts';

interface Asked {
  /** Given where another Jaeger than a lab's is asked. */
  readonly jaegerUrl?: string | undefined;
}

/**
 * Jaeger has nothing to answer with.
 *
 * @param what "no trace", "no whole trace"
 * @param of for a person: "run 3", "gateway in the last 60 min"
 */
export const nothingKnown = (what: string, of: string, { jaegerUrl }: Asked): LabError =>
  new LabError(`Jaeger knows ${what} of ${of}`, {
    hint:
      jaegerUrl === undefined
        ? 'jaeger-lab load --n 50'
        : '--since 24h looks further back, and --service another service’s traces',
  });
