import type { ServiceFacts, Setting } from '../facts.ts';
import { firstSet } from './exports.ts';

/** The setting that switches spans off. */
export function disabling(settings: ServiceFacts['settings']): Setting | undefined {
  const sdk = firstSet(settings, ['OTEL_SDK_DISABLED']);
  if (sdk?.value?.toLowerCase() === 'true') return sdk;
  const exporter = firstSet(settings, ['OTEL_TRACES_EXPORTER']);
  return exporter !== undefined && exporter.value !== 'otlp' ? exporter : undefined;
}
