import * as z from 'zod';

const rate = z.optional(z.object({ samplingRate: z.optional(z.number()) }));

/** A rate that is missing is 0, as in protobuf. */
const answer = z.object({
  operationSampling: z.optional(
    z.object({
      perOperationStrategies: z.optional(
        z.array(z.object({ operation: z.string(), probabilisticSampling: rate })),
      ),
    }),
  ),
});

/** The share of the requests to an operation that its service is to sample, 0 to 1. */
export interface ServedRate {
  readonly operation: string;
  readonly rate: number;
}

const ANSWER_WITHIN_MS = 2_000;

/**
 * Asks a Jaeger what it answers a service that asks for its rates.
 *
 * @param address "127.0.0.1:5778"
 * @returns undefined without a valid response; empty while it has no rates of single operations
 * @see https://www.jaegertracing.io/docs/latest/architecture/sampling/
 */
export async function readServedRates(
  address: string,
  service: string,
): Promise<ServedRate[] | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const url = `http://${address}/sampling?service=${encodeURIComponent(service)}`;
    const { operationSampling } = answer.parse(await (await fetch(url, { signal })).json());
    return (operationSampling?.perOperationStrategies ?? []).map((one) => ({
      operation: one.operation,
      rate: one.probabilisticSampling?.samplingRate ?? 0,
    }));
  } catch {
    return undefined;
  }
}
