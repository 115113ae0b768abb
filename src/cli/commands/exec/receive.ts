import { parseFlags } from '../../../backend/flags.ts';
import { listenOnOnePort } from '../../../backend/receive/one-port.ts';
import { startBackend } from '../../../backend/start.ts';
import type { Clock } from '../../../base/clock.ts';
import { LabError } from '../../../base/errors.ts';
import { createJaegerClient } from '../../../jaeger/client.ts';
import type { Trace } from '../../../model/trace.ts';
import { ALL_TIME } from '../../traces/trace-source.ts';

/** A receiver in this process: nothing of it is left when the process ends, however it does. */
export interface Receiver extends AsyncDisposable {
  readonly endpoint: string;
  /** Waits until no more spans arrive, a second at most. */
  settled(clock: Clock): Promise<void>;
  traces(): Promise<Trace[]>;
  /** Spans that came and did not fit. */
  lostSpans(): number;
}

const QUIET_MS = 150;
const LONGEST_MS = 700;
const STEP_MS = 50;

/** The ports of programs whose exporters do not read the variables. */
const USUAL = ['--otlp-grpc-port=4317', '--otlp-http-port=4318'];
const FREE = ['--otlp-grpc-port=0', '--otlp-http-port=0'];
const OTHERS = ['--query-port=0', '--sampling-port=0', '--health-port=0'];

/** The options that the backend itself would name are not those of `exec`. */
const notUsual = ({ message, cause }: LabError): LabError =>
  new LabError(message, {
    hint: 'stop what listens there, or omit --usual-ports: then the command gets a free port by OTEL_EXPORTER_OTLP_ENDPOINT',
    cause,
  });

/** @param onRefused receives what is wrong with a request that was refused */
export async function openReceiver(
  usesUsualPorts: boolean,
  onRefused: (sentence: string) => void,
): Promise<Receiver> {
  const flags = parseFlags([...(usesUsualPorts ? USUAL : FREE), ...OTHERS]);
  const backend = await startBackend(flags, onRefused).catch((thrown: unknown) => {
    throw usesUsualPorts && thrown instanceof LabError ? notUsual(thrown) : thrown;
  });
  const { 'otlp-grpc': grpc = 0, 'otlp-http': http = 0, query = 0 } = backend.ports;
  const both = await listenOnOnePort({ grpc, http });
  return {
    endpoint: `http://127.0.0.1:${both.port}`,
    async settled(clock) {
      const until = clock.now() + LONGEST_MS;
      let [seen, since] = [-1, clock.now()];
      while (clock.now() < until && clock.now() - since < QUIET_MS) {
        const { receivedSpans } = backend.stats();
        if (receivedSpans !== seen) [seen, since] = [receivedSpans, clock.now()];
        await clock.sleep(STEP_MS);
      }
    },
    async traces() {
      await using client = createJaegerClient({ url: `http://127.0.0.1:${query}` });
      const traces: Trace[] = [];
      await client.allTraces(ALL_TIME, (found) => traces.push(...found));
      return traces;
    },
    lostSpans() {
      const { evictedSpans, rejectedSpans } = backend.stats();
      return Object.values(rejectedSpans).reduce((sum, count) => sum + count, evictedSpans);
    },
    async [Symbol.asyncDispose]() {
      await both.close();
      await backend.close();
    },
  };
}
