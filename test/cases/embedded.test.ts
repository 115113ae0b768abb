import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { dependencies } from '../../src/analysis/dependencies.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { summaryOf } from '../../src/analysis/trace-summary.ts';
import { verify } from '../../src/analysis/verify.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { traceAnswerOf } from '../../src/cli/commands/trace/answer.ts';
import { createJaegerClient } from '../../src/jaeger/client.ts';
import { readSpansLegacy } from '../../src/jaeger/reads.ts';
import { assembleTraces, inOrderOfStart } from '../../src/model/assemble.ts';
import type { Trace } from '../../src/model/trace.ts';
import { jsonText } from '../../src/render/json.ts';
import { type Embedded, serveStore } from '../backend/embedded.ts';
import { caseRequest, caseTraces } from '../support/cases.ts';

const NAMES = readdirSync(join(import.meta.dirname, '../fixtures/cases'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''));

/** All that commands would say of these traces. */
function findings(traces: readonly Trace[]): unknown {
  const requests = traces.map((trace) => ({
    ...{ traceId: trace.traceId, trace, expected: undefined },
  }));
  const text = jsonText({
    slowest: slowest(traces, { by: 'path', limit: 50 }),
    dependencies: dependencies(traces, { outside: true }),
    summaries: traces.map(summaryOf),
    verified: verify(requests, []),
    traces: traces.map((trace) => traceAnswerOf(waterfall(trace), { jaegerUrl: '' })),
  });
  return JSON.parse(text);
}

async function byApiV3({ url }: Embedded, ids: readonly string[]): Promise<Trace[]> {
  await using client = createJaegerClient({ url });
  const found = await Promise.all(ids.map((id) => client.trace(id)));
  return found.filter((trace) => trace !== undefined);
}

async function byLegacyApi({ url }: Embedded, ids: readonly string[]): Promise<Trace[]> {
  const bodies = ids.map(async (id) => (await fetch(`${url}/api/traces/${id}?raw=true`)).json());
  return assembleTraces((await Promise.all(bodies)).flatMap(readSpansLegacy));
}

describe('every case has the same findings after the embedded Jaeger has stored it', () => {
  for (const name of NAMES)
    test(name, async () => {
      const sent = caseTraces(name);
      const ids = sent.map(({ traceId }) => traceId);
      await using jaeger = await serveStore(caseRequest(name));
      const expected = findings(sent);
      assert.deepEqual(findings(inOrderOfStart(await byApiV3(jaeger, ids))), expected);
      assert.deepEqual(findings(await byLegacyApi(jaeger, ids)), expected);
    });
});
