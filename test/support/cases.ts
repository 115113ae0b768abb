import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSpansV3 } from '../../src/jaeger/reads.ts';
import { assembleTraces } from '../../src/model/assemble.ts';
import type { Trace } from '../../src/model/trace.ts';

const textOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../fixtures/cases/${name}.json`), 'utf8');

/**
 * test/fixtures/cases/NAME.json as it is sent to a Jaeger.
 *
 * @param nowMs moves all times so that the last is a minute before this; without it they stay
 */
export function caseRequest(name: string, nowMs?: number): unknown {
  const text = textOf(name);
  const times = text.match(/(?<=UnixNano": ?")\d{4,}/g) ?? [];
  const last = times.map(BigInt).reduce((a, b) => (b > a ? b : a), 0n);
  const by = nowMs === undefined ? 0n : BigInt(nowMs - 60_000) * 1_000_000n - last;
  return JSON.parse(
    text.replaceAll(/(?<=UnixNano": ?")\d{4,}/g, (time) => String(BigInt(time) + by)),
  );
}

/** The traces of test/fixtures/cases/NAME.json, as they are after a Jaeger has given them back. */
export function caseTraces(name: string): Trace[] {
  return assembleTraces(readSpansV3({ result: JSON.parse(textOf(name)) as unknown }));
}

/** The only trace of a case. */
export function caseTrace(name: string): Trace {
  const [trace, ...others] = caseTraces(name);
  if (trace === undefined || others.length > 0) throw new Error(`${name} is not one trace`);
  return trace;
}
