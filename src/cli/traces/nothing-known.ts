import { foldName } from '../../analysis/fold-text.ts';
import type { SpanSearch } from '../../analysis/span-search.ts';
import { closest } from '../../base/closest.ts';
import { mapBounded } from '../../base/bounded.ts';
import { EXIT, Interrupted, LabError } from '../../base/errors.ts';
import type { JaegerClient } from '../../jaeger/client.ts';
import { NO_SERVICES } from '../../scenarios/all.ts';
import type { TraceChoice } from '../shell/trace-options.ts';
import { conditions } from './conditions.ts';
import { sameRun, sameTraces } from './same-traces.ts';
import type { SeenOperations } from './seen-operations.ts';
import type { TraceSource } from './trace-source.ts';

/** What was looked at, for a person ("run 3 through gateway"), and how many traces were read before they were filtered, and their operations. */
interface Looked {
  readonly what: string;
  readonly read: number;
  readonly operations: SeenOperations;
}

/**
 * Jaeger has nothing to answer with, and why: a name that it does not know, or conditions that no trace meets.
 *
 * @param nouns "traces", "complete traces"
 */
export async function nothingKnown(
  nouns: string,
  { what, read, operations }: Looked,
  source: TraceSource,
): Promise<LabError> {
  const unknownOne = await ifListed(unknownOf(source, operations));
  if (unknownOne) return unknownOne;
  const hint = hintFor(source, /^run \d+/.test(what));
  if (conditions(source.choice) === '') return new LabError(noneOf(nouns, what, source), { hint });
  const command = `jaeger-lab traces${sameTraces({ ...source, choice: withoutConditions(source.choice) })}`;
  return read === 0 && !source.lab
    ? new LabError(noneOf(nouns, what, source), { hint })
    : new LabError(`no trace matches: ${what}`, {
        hint: `list them without conditions: ${command}`,
      });
}

/** Only which run or time, and of which lab or Jaeger. */
const withoutConditions = (choice: TraceChoice): TraceChoice => {
  const { name, jaegerUrl, file, run, since, from, to } = choice;
  return { name, jaegerUrl, file, run, since, from, to };
};

const noneOf = (nouns: string, what: string, { files }: TraceSource): string =>
  files ? `no ${nouns} in ${what}` : `Jaeger has no ${nouns} for ${what}`;

/** @param isOfRun requests were sent, and left nothing */
function hintFor({ lab, files, choice }: TraceSource, isOfRun: boolean): string {
  if (files) return 'list all that is in a file: jaeger-lab traces --file PATH';
  if (!lab && choice.run !== undefined) return 'jaeger-lab runs';
  if (!lab) return '--since 24h looks further back, and --service NAME at another service';
  const isOnlyJaeger = lab.state.scenario === NO_SERVICES.name;
  if (isOfRun) return 'jaeger-lab doctor';
  return isOnlyJaeger
    ? 'send requests to your own services; see where they send their spans: jaeger-lab status'
    : 'jaeger-lab load --n 50';
}

/** Undefined as well where Jaeger cannot list its names. */
async function ifListed(unknownOne: Promise<LabError | undefined>): Promise<LabError | undefined> {
  try {
    return await unknownOne;
  } catch (thrown) {
    if (!(thrown instanceof LabError) || thrown instanceof Interrupted) throw thrown;
    return undefined;
  }
}

async function unknownOf(
  { client, choice, files }: TraceSource,
  seen: SeenOperations,
): Promise<LabError | undefined> {
  const { service, operation } = choice;
  if (service === undefined && operation === undefined) return undefined;
  const called = files && client.called;
  const services = await client.services();
  if (service !== undefined && !services.includes(service))
    return unknown('service', service, services, called);
  if (operation === undefined) return undefined;
  const operations = await operationsOf(service, seen, client);
  if (operations.includes(operation)) return undefined;
  const what = service === undefined ? 'operation' : `operation of ${service}`;
  return unknown(what, operation, operations, called);
}

/** More operations than these services have are of no use in a hint. */
const MOST_SERVICES = 50;
const AT_ONCE = 4;

/** Those that were read, then the names that Jaeger knows, folded and as they are. */
export async function operationsOf(
  service: string | undefined,
  seen: SeenOperations,
  client: JaegerClient,
): Promise<string[]> {
  const services = service === undefined ? await client.services() : [service];
  const asked = services.slice(0, MOST_SERVICES);
  const found = (await mapBounded(asked, AT_ONCE, (one) => client.operations(one))).flat();
  return [...new Set([...seen.namesOf(service), ...found.map(foldName), ...found])];
}

/**
 * @param unused what was to be left out, and was in no trace
 * @throws LabError (usage) for a service that Jaeger does not know, or an operation that is nearly one that it knows
 */
export async function throwIfMistyped(
  unused: readonly SpanSearch[],
  seen: SeenOperations,
  source: TraceSource,
): Promise<void> {
  for (const one of unused) {
    const mistyped =
      one.attributes === undefined && (await ifListed(mistypedIn(one, seen, source)));
    if (mistyped) throw mistyped;
  }
}

async function mistypedIn(
  { service, operation }: SpanSearch,
  seen: SeenOperations,
  { client, files }: TraceSource,
): Promise<LabError | undefined> {
  const called = files && client.called;
  if (operation === undefined) {
    const services = await client.services();
    if (service === undefined || services.includes(service)) return undefined;
    return unknown('service', service, services, called);
  }
  const operations = await operationsOf(service, seen, client);
  if (operations.includes(operation) || closest(operation, operations) === undefined)
    return undefined;
  return unknown('operation', operation, operations, called);
}

/** A name that Jaeger does not know, with the one that may have been meant. */
export function unknown(
  what: string,
  typed: string,
  known: readonly string[],
  called = 'Jaeger',
): LabError {
  const meant = closest(typed, known);
  const some = known.slice(0, 8).join(', ');
  return new LabError(`${called} has no ${what} "${typed}"`, {
    hint: meant
      ? `did you mean ${meant}?`
      : known.length === 0
        ? 'it has none yet; jaeger-lab load --n 50'
        : `it has ${some}${known.length > 8 ? `, and ${known.length - 8} more` : ''}`,
    exitCode: EXIT.usage,
  });
}

/** An attribute that no span has, with the one that may have been meant. */
export function noSuchKey(typed: string, known: readonly string[], source: TraceSource): LabError {
  const meant = closest(typed, known);
  const where = sameRun(source);
  return new LabError(`no span of these traces has the attribute "${typed}"`, {
    hint: meant
      ? `did you mean ${meant}?`
      : `see the attributes: jaeger-lab trace latest --attributes${where}; service and operation group too`,
    exitCode: EXIT.usage,
  });
}
