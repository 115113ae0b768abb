import { LabError } from '../../base/errors.ts';
import type { TraceSource } from './trace-source.ts';

/**
 * Jaeger has nothing to answer with.
 *
 * @param what "no trace", "no whole trace"
 * @param of for a person: "run 3", "gateway in the last 60 min"
 */
export const nothingKnown = (what: string, of: string, { lab }: TraceSource): LabError =>
  new LabError(`Jaeger has ${what} of ${of}`, {
    hint: lab
      ? 'jaeger-lab load --n 50'
      : '--since 24h looks further back, and --service another service’s traces',
  });
