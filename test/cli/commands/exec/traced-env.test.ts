import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tracedEnv } from '../../../../src/cli/commands/exec/traced-env.ts';

const RECEIVER = { endpoint: 'http://127.0.0.1:1', isInstrumented: false, distFolder: '/a b' };

describe('the environment of a command', () => {
  test('sends spans to the receiver, whatever was set', () => {
    const env = tracedEnv(
      {
        PATH: '/bin',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://elsewhere:4318',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://elsewhere:4318/v1/traces',
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_TRACES_SAMPLER: 'traceidratio',
      },
      RECEIVER,
    );
    assert.equal(env['OTEL_EXPORTER_OTLP_ENDPOINT'], 'http://127.0.0.1:1');
    assert.equal(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'], 'http://127.0.0.1:1/v1/traces');
    assert.equal(env['OTEL_TRACES_EXPORTER'], 'otlp');
    assert.equal(env['OTEL_TRACES_SAMPLER'], 'traceidratio');
    assert.equal(env['PATH'], '/bin');
  });

  test('keeps the protocol and the delay that were set', () => {
    const own = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_BSP_SCHEDULE_DELAY: '1000' };
    const env = tracedEnv({ ...own, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'x' }, RECEIVER);
    assert.equal(env['OTEL_EXPORTER_OTLP_PROTOCOL'], 'grpc');
    assert.equal(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'], 'http://127.0.0.1:1');
    assert.equal(env['OTEL_BSP_SCHEDULE_DELAY'], '1000');
  });

  test('loads the preload after what NODE_OPTIONS has', () => {
    const instrumented = { ...RECEIVER, isInstrumented: true };
    const env = tracedEnv({ NODE_OPTIONS: '--no-warnings' }, instrumented);
    assert.equal(env['NODE_OPTIONS'], '--no-warnings --require "/a b/services/instrument.cjs"');
  });
});
