import { besideMetrics, type CallTimes } from '../../../analysis/beside-metrics.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import { readRun } from '../../../lab/runs.ts';
import { addressIn } from '../../../lab/state.ts';
import { createMetricsClient, type MetricsClient } from '../../../metrics/prometheus.ts';
import type { Trace } from '../../../model/trace.ts';
import type { Micros } from '../../../model/units.ts';
import { renderBesideMetrics } from '../../../render/terminal/slowest/beside-metrics.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { SERVER_PORTS } from '../../../runtime/jaeger-setup.ts';
import type { Context } from '../../context.ts';
import type { OpenLab } from '../../labs/open-lab.ts';
import { type OutputOptions, writeAnswer } from '../../shell/output.ts';
import { nothingKnown } from '../../traces/nothing-known.ts';
import { eachTrace, type TracesOrigin } from '../../traces/read-traces.ts';
import type { TraceSource } from '../../traces/trace-source.ts';
import type { SlowestMetricsAnswer } from './metrics-answer.ts';

/** Writes what the lab's Prometheus counted beside what the traces measured. @throws LabError without a Prometheus */
export async function runBesideMetrics(
  source: TraceSource,
  options: OutputOptions & { readonly limit: number },
  context: Context,
): Promise<void> {
  if (source.lab === undefined) throw noPrometheus();
  const prometheusUrl = prometheusOf(source.lab);
  const times = new ServerTimes();
  const origin = await eachTrace(source, context, (trace) => times.add(trace));
  if (origin.count === 0) throw await nothingKnown('traces', origin, source);
  await using client = createMetricsClient({ url: prometheusUrl, signal: context.stop });
  const { fromMs, untilMs } = await timeOf(origin, source.lab, context);
  const counted = await countedSoon(client, { fromMs, untilMs, least: times.calls }, context);
  const { jaegerUrl, run, what } = origin;
  const operations = besideMetrics(times.all(), counted.calls);
  const document: SlowestMetricsAnswer = {
    schema: 'jaeger-lab/slowest-metrics@1',
    ...{ jaegerUrl, prometheusUrl, run },
    from: new Date(fromMs).toISOString(),
    to: new Date(counted.toMs).toISOString(),
    operationCount: operations.length,
    operations: operations.slice(0, options.limit),
  };
  const text = (screen: Screen): string =>
    renderBesideMetrics({ what, all: operations, shown: document.operations }, screen);
  await writeAnswer({ document, text }, options, context);
}

/** The durations of server spans, by service and operation. */
class ServerTimes {
  readonly #times = new Map<string, CallTimes & { readonly durationsUs: Micros[] }>();
  calls = 0;

  add({ spans }: Trace): void {
    for (const { kind, resource, name: operation, durationUs } of spans) {
      if (kind !== 'server') continue;
      const { service } = resource;
      const key = JSON.stringify([service, operation]);
      const found = this.#times.get(key) ?? { service, operation, durationsUs: [] };
      found.durationsUs.push(durationUs);
      this.#times.set(key, found);
      this.calls += 1;
    }
  }

  all = (): CallTimes[] => [...this.#times.values()];
}

const noPrometheus = (): LabError =>
  new LabError('--source metrics needs a lab with a Prometheus', {
    hint: 'jaeger-lab up --with prometheus',
    exitCode: EXIT.usage,
  });

function prometheusOf({ state }: OpenLab): string {
  if (!state.components.some(({ name }) => name === 'prometheus')) throw noPrometheus();
  return `http://${addressIn(state, 'prometheus', SERVER_PORTS.prometheus.name)}`;
}

/** Flushed every 2 s and scraped every 2 s, and a machine may be busy. */
const LATE_MS = 15_000;

/** A run ends with its last request; what it counted is scraped a little later. */
async function timeOf({ run, window }: TracesOrigin, { folder }: OpenLab, { clock }: Context) {
  if (run === undefined)
    return { fromMs: (window?.fromUs ?? 0) / 1000, untilMs: (window?.toUs ?? 0) / 1000 + LATE_MS };
  const { startedAt, finishedAt } = await readRun(folder, run);
  const untilMs = Math.min(clock.now(), Date.parse(finishedAt)) + LATE_MS;
  return { fromMs: Date.parse(startedAt), untilMs };
}

/** Asks until as many calls are counted as the traces have, or nothing more can come. */
async function countedSoon(
  client: MetricsClient,
  { fromMs, untilMs, least }: Record<'fromMs' | 'untilMs' | 'least', number>,
  { clock, stop }: Context,
) {
  for (;;) {
    const now = clock.now();
    const toMs = Math.min(now, untilMs);
    const calls = await client.callsBetween(fromMs, toMs);
    const count = calls.reduce((all, one) => all + one.count, 0);
    if (count >= least || now >= untilMs) return { calls, toMs };
    await clock.sleep(500, stop);
  }
}
