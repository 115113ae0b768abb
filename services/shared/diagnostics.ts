import { DiagLogLevel, diag } from '@opentelemetry/api';
import { core } from '@opentelemetry/sdk-node';

/** Spans that did not arrive, already counted and said: whoever catches it need not say it again. */
export class SpansLost extends Error {
  override readonly name = 'SpansLost';
}

/**
 * The SDK's warnings and errors, one line each, the same one not twice in a row. Without a logger the SDK is silent;
 * its own, which OTEL_LOG_LEVEL asks for, shows everything and repeats a failed export for every batch.
 */
export function logDiagnostics(): void {
  if (process.env['OTEL_LOG_LEVEL']) return;
  let last = '';
  const say = (message: string, ...details: unknown[]): void => {
    const line = ['tracing:', message, ...details.map(String)]
      .join(' ')
      .replaceAll(/\s*\n\s*/g, ' ');
    if (line !== last) console.error(line);
    last = line;
  };
  const silent = (): void => undefined;
  diag.setLogger(
    { error: say, warn: say, info: silent, debug: silent, verbose: silent },
    DiagLogLevel.WARN,
  );
  core.setGlobalErrorHandler((error) => {
    if (!(error instanceof SpansLost))
      say(error instanceof Error ? error.message : JSON.stringify(error));
  });
}
