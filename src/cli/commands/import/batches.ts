import { otlpLine } from '../../../files/otlp-line.ts';
import type { Refused } from '../../../jaeger/otlp-sender.ts';
import type { Trace } from '../../../model/trace.ts';

/** Characters of one request: a receiver takes 4 MiB at least, and a single trace may be longer. */
const MOST_CHARACTERS = 1 << 20;
const BEGINNING = '{"resourceSpans":[';
const END = ']}\n';

interface Sent {
  readonly traces: number;
  readonly spans: number;
  readonly refused: Refused;
}

interface Batches {
  /** Waits where a request is full, so that reading does not run ahead of sending. */
  add(trace: Trace): Promise<void>;
  finish(): Promise<Sent>;
}

/** Joins traces to requests of a reasonable size. @param send sends one request in OTLP's JSON */
export function batchesOf(send: (request: string) => Promise<Refused>): Batches {
  let entries: string[] = [];
  let length = 0;
  let [traces, spans, refused] = [0, 0, 0];
  let reason = '';
  const flush = async (): Promise<void> => {
    const request = `${BEGINNING}${entries.join()}${END}`;
    [entries, length] = [[], 0];
    const answer = await send(request);
    refused += answer.spans;
    reason ||= answer.reason;
  };
  return {
    async add(trace) {
      const line = otlpLine(trace);
      entries.push(line.slice(BEGINNING.length, -END.length));
      length += line.length;
      traces += 1;
      spans += trace.spans.length + trace.leftOut.length;
      if (length >= MOST_CHARACTERS) await flush();
    },
    async finish() {
      if (entries.length > 0) await flush();
      return { traces, spans, refused: { spans: refused, reason } };
    },
  };
}
