import { counted } from '../../../model/counted.ts';
import type { BySide, OverheadRound, OverheadSideName } from '../../../analysis/overhead.ts';
import { Interrupted, LabError } from '../../../base/errors.ts';
import { interleaved } from '../../../base/interleaved.ts';
import { processTimeMs } from '../../../base/process-time.ts';
import { readEmbeddedStatus } from '../../../jaeger/embedded-status.ts';
import { drive } from '../../../load/drive.ts';
import { type LoadSummary, summarise } from '../../../load/latency.ts';
import type { RequestRecord } from '../../../load/request-record.ts';
import type { Context } from '../../context.ts';
import type { MeasuredService, OverheadParts } from './overhead-sides.ts';

export interface OverheadPlan {
  /** That count; one more before them warms up. */
  readonly rounds: number;
  /** Of each side in each round. */
  readonly durationMs: number;
  readonly concurrency: number;
}

export interface OverheadListener {
  /** @param round from 1; 0 is the warm-up */
  begins(side: OverheadSideName, round: number): void;
  ended(side: OverheadSideName, round: number, measured: OverheadRound): void;
}

/** For one request; the service answers within milliseconds. */
const TIMEOUT_MS = 10_000;
const LINES_SHOWN = 10;

/** More than the 200 ms after which a service sends what it holds. */
const QUIET_MS = 300;
const LOOK_EVERY_MS = 25;
const QUIET_WITHIN_MS = 15_000;

/**
 * Measures each side in turn, round after round, in a closed loop without pauses.
 *
 * @throws LabError (not ready) when a request fails, Interrupted at Ctrl-C
 */
export async function measureOverhead(
  plan: OverheadPlan,
  { sides, backend }: OverheadParts,
  listener: OverheadListener,
  context: Context,
): Promise<BySide<OverheadRound[]>> {
  const measure = (side: OverheadSideName, service: MeasuredService) => async (round: number) => {
    listener.begins(side, round);
    const measured = await measureOnce(plan, side, service, backend, context);
    listener.ended(side, round, measured);
    return measured;
  };
  const always = {
    bare: measure('bare', sides.bare),
    'sampled-100': measure('sampled-100', sides['sampled-100']),
    'sampled-10': measure('sampled-10', sides['sampled-10']),
  };
  const remote = sides['remote-10'];
  return remote
    ? interleaved(plan.rounds, { ...always, 'remote-10': measure('remote-10', remote) })
    : interleaved(plan.rounds, always);
}

async function measureOnce(
  { durationMs, concurrency }: OverheadPlan,
  side: OverheadSideName,
  service: MeasuredService,
  backend: string,
  context: Context,
): Promise<OverheadRound> {
  const records: RequestRecord[] = [];
  const receivedBefore = await receivedSpans(backend);
  const cpuBefore = await processTimeMs(service.pid);
  await drive(
    {
      url: service.url,
      plan: { kind: 'closed', durationMs, concurrency, intervalMs: 0 },
      timeoutMs: TIMEOUT_MS,
    },
    (record) => records.push(record),
    context.stop,
  );
  if (context.stop.aborted) throw new Interrupted();
  const received = (await untilQuiet(backend, context)) - receivedBefore;
  // After the last of the spans has left: to send them is a part of what they cost.
  const cpuAfter = await processTimeMs(service.pid);
  const summary = summarise(records);
  throwUnlessGood(summary, side, service);
  const { p50Us = 0, p99Us } = summary.service;
  const cpuMs =
    cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
  return {
    requests: summary.ok,
    perSecond: summary.answeredPerSecond ?? NaN,
    p50Us,
    p99Us,
    cpuUs: cpuMs === undefined ? undefined : (cpuMs * 1000) / summary.ok,
    sampled: summary.sampled,
    received,
  };
}

/** A failed request costs something else than a good one: figures with both in them would say nothing. */
function throwUnlessGood(
  { requests, failed, failures }: LoadSummary,
  side: OverheadSideName,
  service: MeasuredService,
): void {
  if (failed === 0 && requests > 0) return;
  const [first] = failures;
  const how = [first?.kind, first?.status, first?.reason].filter((word) => word !== undefined);
  throw new LabError(
    `${failed} of ${counted(requests, 'request')} to the service (${side}) failed: ${how.join(' ')}`,
    { evidence: service.lastLines(LINES_SHOWN), hint: 'jaeger-lab overhead --concurrency 4' },
  );
}

async function receivedSpans(backend: string): Promise<number> {
  const status = await readEmbeddedStatus(backend);
  if (status) return status.store.receivedSpans;
  throw new LabError('the embedded backend no longer answers', {
    hint: 'jaeger-lab overhead',
  });
}

/** Waits until nothing more arrives, so that what one side sent is not counted, and does not cost, in the next. */
async function untilQuiet(backend: string, { clock, stop }: Context): Promise<number> {
  const giveUpAt = clock.now() + QUIET_WITHIN_MS;
  let received = await receivedSpans(backend);
  let since = clock.now();
  while (clock.now() - since < QUIET_MS && clock.now() < giveUpAt) {
    await clock.sleep(LOOK_EVERY_MS, stop);
    const now = await receivedSpans(backend);
    if (now !== received) since = clock.now();
    received = now;
  }
  return received;
}
