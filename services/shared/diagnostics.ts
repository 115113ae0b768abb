import { DiagLogLevel, diag } from '@opentelemetry/api';
import { core } from '@opentelemetry/sdk-node';
import { log } from './log.ts';

/** Lost spans that have been counted and logged already: do not log this error again. */
export class SpansLost extends Error {
  override readonly name = 'SpansLost';
}

/**
 * Logs the SDK's warnings and errors, one line each, without immediate repetitions. Without a logger the SDK is silent;
 * its own logger, enabled by OTEL_LOG_LEVEL, shows everything and repeats a failed export for every batch.
 */
export function logDiagnostics(): void {
  if (process.env['OTEL_LOG_LEVEL']) return;
  let last = '';
  const say = (level: 'warn' | 'error', message: string, ...details: unknown[]): void => {
    const line = ['tracing:', message, ...details.map(String)]
      .join(' ')
      .replaceAll(/\s*\n\s*/g, ' ');
    if (line !== last) log(level, line, 'process');
    last = line;
  };
  const silent = (): void => undefined;
  diag.setLogger(
    {
      error: (...message) => say('error', ...message),
      warn: (...message) => say('warn', ...message),
      info: silent,
      debug: silent,
      verbose: silent,
    },
    DiagLogLevel.WARN,
  );
  core.setGlobalErrorHandler((error) => {
    if (!(error instanceof SpansLost))
      say('error', error instanceof Error ? error.message : JSON.stringify(error));
  });
}
