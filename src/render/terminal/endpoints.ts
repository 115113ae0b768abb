import { tsvRows } from '../tsv.ts';
import { paint, type Screen } from './screen.ts';
import { hanging } from './wrap.ts';

export interface Endpoints {
  readonly otlpHttp?: string | undefined;
  readonly otlpGrpc?: string | undefined;
  readonly query?: string | undefined;
  readonly ui?: string | undefined;
}

/**
 * Where to send spans and where to look at them, to be copied; on a narrow screen an address has a line of its own.
 *
 *     OTLP/HTTP  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318
 *     OTLP/gRPC  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317
 *     Query API  http://localhost:16686
 *     UI         http://localhost:16686
 */
export function endpointLines(
  { otlpHttp, otlpGrpc, query, ui }: Endpoints,
  screen: Screen,
): string {
  const { dim } = paint(screen);
  const variable = (url: string | undefined) => url && `OTEL_EXPORTER_OTLP_ENDPOINT=${url}`;
  const rows: [what: string, where: string | undefined][] = [
    ['OTLP/HTTP', variable(otlpHttp)],
    ['OTLP/gRPC', variable(otlpGrpc)],
    ['Query API', query],
    ['UI', ui],
  ];
  return rows
    .flatMap(([what, where]) =>
      where === undefined ? [] : hanging([`  ${dim(what.padEnd(9))}`, where], '  ', screen.columns),
    )
    .join('');
}

/** A row for each address that there is. */
export function endpointRows({ otlpHttp, otlpGrpc, query, ui }: Endpoints): string {
  const all = { 'otlp-http': otlpHttp, 'otlp-grpc': otlpGrpc, query, ui };
  const there = Object.entries(all).flatMap(([name, url]) =>
    url === undefined ? [] : [{ name, url }],
  );
  return tsvRows('endpoint', 'name url', there);
}
