import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { dependencies } from '../../src/analysis/dependencies.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import type { Trace } from '../../src/model/trace.ts';
import { caseTraces } from '../support/cases.ts';
import {
  inFirstNames,
  inOldNames,
  inOpenTracing,
  inOtherOrder,
  later,
  type Retelling,
  underOtherNames,
  withOtherIds,
} from '../support/retold.ts';

const CASES = readdirSync(join(import.meta.dirname, '../fixtures/cases'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'));

/** What the commands say of the traces, without ids and moments. */
function answersAbout(traces: readonly Trace[]) {
  const ranked = slowest(traces, { by: 'path', limit: 100 });
  const drawn = traces.map((trace) =>
    waterfall(trace, { linked: new Map(traces.map((one) => [one.traceId, one])) }),
  );
  const graph = dependencies(traces, { outside: true });
  return {
    headline: { ...ranked.headline, exemplarTraceId: undefined, traceId: undefined },
    counts: [ranked.requests, ranked.traces, ranked.withoutRoute, ranked.lateEnds?.traces],
    silent: ranked.calleesWithoutSpans,
    clocks: ranked.clocks.length,
    sections: ranked.sections
      .map(({ service, operation, requests, paths }) => ({
        ...{ service, operation, requests },
        rows: paths.map(({ steps, totalUs }) => ({ step: steps.at(-1), totalUs })).sort(byText),
      }))
      .sort(byText),
    repeated: ranked.repeated.map((call) => ({ ...call, exemplarTraceId: undefined })),
    traces: drawn.map(traceAnswer).sort(byText),
    edges: graph.edges
      .map(({ from, to, count, errors, topics }) => ({ from, to, count, errors, topics }))
      .sort(byText),
  };
}

const traceAnswer = ({
  rows,
  failures,
  calleesWithoutSpans,
  durationUs,
  links,
  problems,
}: ReturnType<typeof waterfall>) => ({
  ...{ silent: calleesWithoutSpans, durationUs, links: links.length },
  problems: problems.map(({ kind }) => kind).sort(),
  failures: failures.map((one) => ({ ...one, spanId: undefined })).sort(byText),
  rows: rows
    .map(({ step, pathUs, selfUs, remarks }) => ({
      ...{ step, pathUs, selfUs },
      remarks: remarks.map(({ kind }) => kind),
    }))
    .sort(byText),
});

function byText(a: unknown, b: unknown): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

/** In the first names; a step has no callee where its name has it, which other names may hide. */
const plain = (answer: unknown): unknown =>
  JSON.parse(inFirstNames(JSON.stringify(answer)), (_key, value: unknown) => {
    if (!isStep(value) || !value.name.includes(value.callee)) return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'callee'));
  });

const isStep = (value: unknown): value is { readonly name: string; readonly callee: string } =>
  typeof value === 'object' && value !== null && 'name' in value && 'callee' in value;

const RETELLINGS: Readonly<Record<string, Retelling>> = {
  'in old names': inOldNames,
  "in OpenTracing's names": inOpenTracing,
  'with other ids': withOtherIds,
  'a day later': later,
  'in another order': inOtherOrder,
  'under other names of services': underOtherNames,
};

describe('the same requests in another form have the same answers', () => {
  for (const name of CASES) {
    for (const [how, retell] of Object.entries(RETELLINGS)) {
      test(`${name} ${how}`, () => {
        const traces = caseTraces(name);
        assert.deepEqual(plain(answersAbout(traces.map(retell))), plain(answersAbout(traces)));
      });
    }
  }
});
