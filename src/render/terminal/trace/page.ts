import { widthOf } from '../text-width.ts';

/** Jaeger's page of a trace. Where `room` is short without its scheme, which a browser adds; else the whole id. */
export function tracePage(traceId: string, jaegerUrl: string, room = Infinity): string {
  const page = `${jaegerUrl.replace(/(?<!\/)\/+$/, '')}/trace/${traceId}`;
  const fits = (text: string): boolean => widthOf(text) <= room;
  return [page, page.replace(/^http:\/\//, '')].find(fits) ?? traceId;
}
