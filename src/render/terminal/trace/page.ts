import { widthOf } from '../text-width.ts';

/**
 * Jaeger's page of a trace, where `room` is short without its scheme, which a browser adds; else the whole id, as where
 * there is no UI.
 */
export function tracePage(traceId: string, uiUrl: string | undefined, room = Infinity): string {
  if (uiUrl === undefined) return traceId;
  const page = `${uiUrl.replace(/(?<!\/)\/+$/, '')}/trace/${traceId}`;
  const fits = (text: string): boolean => widthOf(text) <= room;
  return [page, page.replace(/^http:\/\//, '')].find(fits) ?? traceId;
}
