import { goBool, goFloat, goInt } from './go-syntax.ts';
import { readLegacy } from './parameters.ts';
import { badRequest } from '../http/refusal.ts';

const KINDS: ReadonlySet<string> = new Set([
  ...['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'],
]);

const NO_QUANTILE =
  'unable to parse param \'quantile\': strconv.ParseFloat: parsing "": invalid syntax';

const milliseconds = (value: string): bigint => goInt(value, 64);

/**
 * Checks what a question for metrics asks, which Jaeger does even where it has none.
 *
 * @param isOfLatencies these want a quantile too
 * @throws Refusal (400)
 */
export function checkMetricsParameters(parameters: URLSearchParams, isOfLatencies: boolean): void {
  const quantile = isOfLatencies ? readLegacy(parameters, 'quantile', goFloat) : 0;
  if (quantile === undefined) throw badRequest(NO_QUANTILE);
  if (!parameters.has('service'))
    throw badRequest("unable to parse param 'service': please provide at least one service name");
  readLegacy(parameters, 'groupByOperation', goBool);
  const unknown = parameters.getAll('spanKind').find((kind) => !KINDS.has(kind));
  if (unknown !== undefined)
    throw badRequest(`unable to parse param 'spanKind': unsupported span kind: '${unknown}'`);
  for (const name of ['endTs', 'lookback', 'step', 'ratePer'])
    readLegacy(parameters, name, milliseconds);
}
