import { closest } from '../../base/closest.ts';
import { EXIT, Interrupted, LabError } from '../../base/errors.ts';
import { NO_SERVICES } from '../../scenarios/all.ts';
import type { TraceSource } from './trace-source.ts';

/**
 * Jaeger has nothing to answer with, and whether a name that it does not know is why.
 *
 * @param what "traces", "complete traces"
 * @param of for a person: "run 3", "the last 60 min"
 */
export async function nothingKnown(
  what: string,
  of: string,
  source: TraceSource,
): Promise<LabError> {
  return (
    (await unknownName(source)) ??
    new LabError(source.files ? `no ${what} in ${of}` : `Jaeger has no ${what} for ${of}`, {
      hint: hintFor(source),
    })
  );
}

function hintFor({ lab, files }: TraceSource): string {
  if (files) return 'jaeger-lab traces --file PATH lists all that is in a file';
  if (!lab) return '--since 24h looks further back, and --service NAME at another service';
  const isOnlyJaeger = lab.state.scenario === NO_SERVICES.name;
  return isOnlyJaeger
    ? 'send requests to your own services; jaeger-lab status shows where they send their spans'
    : 'jaeger-lab load --n 50';
}

/** @returns undefined where Jaeger knows the service and the operation that were named, or cannot list them */
export async function unknownName(source: TraceSource): Promise<LabError | undefined> {
  try {
    return await unknownOf(source);
  } catch (thrown) {
    if (!(thrown instanceof LabError) || thrown instanceof Interrupted) throw thrown;
    return undefined;
  }
}

async function unknownOf({ client, choice, files }: TraceSource): Promise<LabError | undefined> {
  const { service, operation } = choice;
  if (service === undefined) return undefined;
  const called = files && client.called;
  const services = await client.services();
  if (!services.includes(service)) return unknown('service', service, services, called);
  if (operation === undefined) return undefined;
  const operations = await client.operations(service);
  if (operations.includes(operation)) return undefined;
  return unknown(`operation of ${service}`, operation, operations, called);
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
