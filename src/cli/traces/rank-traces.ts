import type { SoughtPlace } from '../../analysis/place.ts';
import type { SlowestFinding, SlowestOptions } from '../../analysis/slowest-finding.ts';
import { SlowestRanking } from '../../analysis/slowest.ts';
import type { TracesSeen } from '../../analysis/trace-count.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { counted } from '../../model/counted.ts';
import type { Context } from '../context.ts';
import { noSuchKey, operationsOf, nothingKnown, unknown } from './nothing-known.ts';
import { eachTrace, type TracesOrigin } from './read-traces.ts';
import { SeenOperations } from './seen-operations.ts';
import { sameTraces, shellWord } from './same-traces.ts';
import { settledUs, type TraceSource } from './trace-source.ts';

/**
 * A place as it is typed, `SERVICE` or `SERVICE:OPERATION`. Both may hold colons: the longest service that Jaeger knows
 * wins.
 *
 * @throws LabError (usage) for a service that it does not know
 */
export async function placeOf(typed: string, { client, files }: TraceSource): Promise<SoughtPlace> {
  const services = await client.services();
  const [service] = services
    .filter((one) => typed === one || typed.startsWith(`${one}:`))
    .toSorted((a, b) => b.length - a.length);
  if (service === undefined)
    throw unknown('service', typed.replace(/:.*/s, ''), services, files && client.called);
  return typed === service ? { service } : { service, operation: typed.slice(service.length + 1) };
}

/** @throws LabError (usage) where rows were asked for that no span can be in */
async function throwIfNowhere(
  { spansAtPlace, otherKeys }: SlowestRanking,
  { place, groupBy }: SlowestOptions,
  seen: SeenOperations,
  source: TraceSource,
): Promise<void> {
  const { client, files } = source;
  if (groupBy !== undefined && otherKeys) throw noSuchKey(groupBy, otherKeys, source);
  if (spansAtPlace > 0 || place === undefined) return;
  const { service, operation } = place;
  if (operation !== undefined) {
    const operations = await operationsOf(service, seen, client);
    if (!operations.includes(operation))
      throw unknown(`operation of ${service}`, operation, operations, files && client.called);
  }
  throw new LabError(`no span of these traces is at ${[service, operation].join(' ').trim()}`, {
    hint: `--service ${shellWord(service)} chooses the traces that pass through it`,
    exitCode: EXIT.usage,
  });
}

/** The answer of `slowest`, for a program. */
export const slowestDocument = (
  finding: SlowestFinding,
  { jaegerUrl, jaegerVersion, run, missing }: TracesOrigin,
) => ({
  schema: 'jaeger-lab/slowest@1' as const,
  jaegerUrl,
  jaegerVersion,
  run,
  missing,
  ...finding,
});

/** Reads the traces one by one and ranks where their time went. @throws LabError when none can be ranked */
export async function rankTraces(
  options: SlowestOptions,
  source: TraceSource,
  context: Context,
): Promise<{ readonly finding: SlowestFinding; readonly origin: TracesOrigin }> {
  const ranking = new SlowestRanking({ settledUs: settledUs(source, context), ...options });
  const seen = new SeenOperations({ operation: options.place?.operation });
  const origin = await eachTrace(source, context, (trace) => {
    ranking.add(trace);
    if (ranking.spansAtPlace === 0) seen.add(trace);
  });
  const finding = ranking.finish();
  await throwIfNowhere(ranking, options, seen, source);
  if (finding.traces > 0) return { finding, origin };
  if (origin.count === 0) throw await nothingKnown('traces', origin, source);
  throw unrankable(finding, origin, source);
}

const impossibleIn = ({ traces }: TracesSeen): string =>
  `the times of spans in ${counted(traces, 'trace')} cannot be right`;

function unrankable(
  { incomplete: { traces, reasons }, impossibleTimes: odd }: SlowestFinding,
  { what, missing }: TracesOrigin,
  source: TraceSource,
): LabError {
  const [reason] = reasons;
  const { name } = source.choice;
  const many = traces === 1 ? '1 is incomplete' : `${traces} are incomplete`;
  const lost = missing.length > 0 ? `, ${missing.length} are missing` : '';
  const incomplete = traces > 0 ? many : 'none has a root span';
  const why = reason === undefined && odd ? impossibleIn(odd) : incomplete;
  const example = reason ?? odd;
  return new LabError(`no trace of ${what} can be ranked: ${why}${lost}`, {
    hint: example
      ? `see what is ${reason ? 'missing' : 'wrong'}: jaeger-lab trace ${example.exemplarTraceId}${sameTraces({ ...source, choice: { name } })}`
      : 'see what can be asked: jaeger-lab slowest --help',
    exitCode: EXIT.notReady,
  });
}
