import type { BaseUrl } from '../jaeger/base-url.ts';
import { spansFromZipkin } from '../jaeger/from-zipkin.ts';
import type { Span } from '../model/trace.ts';
import { unreadable } from './routes.ts';

/** The spans of a response. @throws LabError when they are not Zipkin's */
export function spansInAnswer(spans: readonly unknown[], base: BaseUrl, path: string): Span[] {
  try {
    return spansFromZipkin(spans);
  } catch (cause) {
    throw unreadable(base, path, cause);
  }
}
