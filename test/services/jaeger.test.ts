import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildForTest } from './built-services.ts';
import { closedPorts } from './listener.ts';

/** A jaeger-all-in-one 1.57, as the tutorial uses it. */
const JAEGER = process.env['JAEGER_LAB_TEST_JAEGER'];
const skip =
  JAEGER === undefined && 'JAEGER_LAB_TEST_JAEGER does not name a jaeger-all-in-one 1.57';

/** What it listens on besides, and nobody asks here. */
const OTHER_PORTS = [
  'query.grpc-server.host-port',
  'admin.http.host-port',
  'collector.grpc-server.host-port',
  'collector.http-server.host-port',
  'http-server.host-port',
  'processor.jaeger-binary.server-host-port',
  'processor.jaeger-compact.server-host-port',
  'processor.zipkin-compact.server-host-port',
];

interface Jaeger extends AsyncDisposable {
  readonly otlp: string;
  readonly query: string;
}

/** Somebody else may take a port between its choice and its use: then others are chosen. */
async function startJaeger(program: string, attemptsLeft = 3): Promise<Jaeger> {
  const [grpc, http, query, ...others] = await closedPorts(OTHER_PORTS.length + 3);
  const child = spawn(
    program,
    [
      `--collector.otlp.grpc.host-port=127.0.0.1:${grpc}`,
      `--collector.otlp.http.host-port=127.0.0.1:${http}`,
      `--query.http-server.host-port=127.0.0.1:${query}`,
      ...OTHER_PORTS.map((name, index) => `--${name}=127.0.0.1:${others[index]}`),
    ],
    // Else it traces itself, and takes ten seconds to stop.
    {
      env: { COLLECTOR_OTLP_ENABLED: 'true', OTEL_TRACES_SAMPLER: 'always_off' },
      stdio: 'ignore',
    },
  );
  const ended = once(child, 'close');
  const jaeger = { otlp: `http://127.0.0.1:${grpc}`, query: `http://127.0.0.1:${query}` };
  for (let wait = 0; !(await answers(`${jaeger.query}/api/services`)); wait += 1) {
    if (child.exitCode !== null && attemptsLeft > 1) return startJaeger(program, attemptsLeft - 1);
    assert.ok(wait < 200 && child.exitCode === null, 'Jaeger starts');
    await sleep(50);
  }
  return {
    ...jaeger,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

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
    await using jaeger = await startJaeger(JAEGER!);
    await using gateway = await services.startAll({ OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlp });
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
