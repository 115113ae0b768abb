import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JAEGER_1, startJaeger } from '../support/real-jaeger.ts';
import { realProgram } from '../support/real-programs.ts';
import { buildForTest } from './built-services.ts';

/** A jaeger-all-in-one 1.57, as the tutorial uses it. */
const { path, skip } = realProgram('JAEGER_LAB_TEST_JAEGER');

interface LegacyTrace {
  readonly spans: readonly {
    readonly operationName: string;
    readonly processID: string;
    readonly references: readonly unknown[];
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

test(
  'a real Jaeger finds the trace that the answer names, with all its spans',
  { skip },
  async () => {
    await using services = await buildForTest();
    await using jaeger = await startJaeger(path, JAEGER_1);
    await using gateway = await services.startAll({ OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpGrpc });
    const answer = await fetch(`${gateway.url}/process`);
    const traceId = answer.headers.get('traceresponse')?.split('-')[1];
    await answer.text();
    await Promise.all(gateway.all.map((service) => service.stop()));

    const found = await fetch(`${jaeger.query}/api/traces/${traceId}`);
    const { data } = (await found.json()) as { data: LegacyTrace[] };
    const [trace] = data;
    assert.ok(trace);
    const named = trace.spans.map(
      ({ processID, operationName }) =>
        `${trace.processes[processID]?.serviceName} ${operationName}`,
    );
    assert.deepEqual(named.sort(), [
      'enricher GET /enrich',
      'gateway GET',
      'gateway GET',
      'gateway GET /process',
      'validator GET /validate',
    ]);
    assert.equal(trace.spans.filter(({ references }) => references.length === 0).length, 1);
  },
);
