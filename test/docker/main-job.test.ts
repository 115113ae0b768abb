import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import type { SlowestAnswer } from '../../src/cli/commands/slowest/answer.ts';
import type { UpAnswer } from '../../src/cli/commands/up/answer.ts';
import { JAEGER_1, JAEGER_2, JAEGER_2_RC, withLab } from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';

interface LegacyTrace {
  readonly spans: readonly {
    readonly references: readonly unknown[];
    readonly processID: string;
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

/** Straight from Jaeger, not through the program's own client. */
async function askJaeger(url: string, traceId: string): Promise<LegacyTrace> {
  const answer = await fetch(`${url}/api/traces/${traceId}`);
  assert.equal(answer.status, 200, `trace ${traceId} is known to Jaeger`);
  const { data } = (await answer.json()) as { data: [LegacyTrace] };
  return data[0];
}

describe('up, load, slowest, down', () => {
  for (const { title, args } of [JAEGER_1, JAEGER_2, JAEGER_2_RC]) {
    test(`against ${title}: 50 of 50 traces, and the enricher is where the time goes`, () =>
      withLab(async (lab) => {
        const run = async (...command: string[]): Promise<string> => {
          const ended = await lab.run(...command);
          assertCode(ended, 0);
          return ended.stdout;
        };
        const up = JSON.parse(await lab.up(...args, '--json')) as UpAnswer;
        const query = up.components
          .find(({ name }) => name === 'jaeger')
          ?.ports.find(({ name }) => name === 'query');
        const load = JSON.parse(
          await run('load', '--n', '50', '--interval', '0ms', '--concurrency', '5', '--json'),
        ) as LoadAnswer;
        assert.deepEqual(
          { ok: load.summary.ok, readable: load.traces?.readable, missing: load.traces?.missing },
          { ok: 50, readable: 50, missing: [] },
        );
        const traces = await Promise.all(
          (load.traces?.ids ?? []).map((id) =>
            askJaeger(`http://127.0.0.1:${query?.hostPort ?? 0}`, id),
          ),
        );
        const shapes = traces.map(({ spans, processes }) => ({
          spans: spans.length,
          roots: spans.filter(({ references }) => references.length === 0).length,
          services: new Set(spans.map(({ processID }) => processes[processID]?.serviceName)).size,
        }));
        assert.deepEqual(shapes, Array(50).fill({ spans: 5, roots: 1, services: 3 }));
        const slowest = JSON.parse(await run('slowest', '--json')) as SlowestAnswer;
        assert.equal(slowest.sections[0]?.paths[0]?.steps.at(-1)?.service, 'enricher');
        assert.equal(slowest.sections[0].traces, 50);
      }));
  }
});
