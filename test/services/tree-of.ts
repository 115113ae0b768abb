import assert from 'node:assert/strict';
import type { ExpectedSpan } from '../../src/model/hierarchy.ts';
import type { ReceivedSpan } from './otlp-receiver.ts';

/** What a scenario expects of a request, read off the spans that it left. */
export function treeOf(span: ReceivedSpan, spans: readonly ReceivedSpan[]): ExpectedSpan {
  const { service, name, kind, spanId } = span;
  assert.ok(kind !== 'other');
  const children = spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  return { service, name, kind, children: children.map((child) => treeOf(child, spans)) };
}
