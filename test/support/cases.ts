import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSpansV3 } from '../../src/jaeger/reads.ts';
import { assembleTraces } from '../../src/model/assemble.ts';
import type { Trace } from '../../src/model/trace.ts';

/** The traces of test/fixtures/cases/NAME.json, as they are after a Jaeger has given them back. */
export function caseTraces(name: string): Trace[] {
  const path = join(import.meta.dirname, `../fixtures/cases/${name}.json`);
  return assembleTraces(readSpansV3({ result: JSON.parse(readFileSync(path, 'utf8')) as unknown }));
}

/** The only trace of a case. */
export function caseTrace(name: string): Trace {
  const [trace, ...others] = caseTraces(name);
  if (trace === undefined || others.length > 0) throw new Error(`${name} is not one trace`);
  return trace;
}
