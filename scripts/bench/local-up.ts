import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { realClock } from '../../src/base/clock.ts';
import { labSpec } from '../../src/lab/lab-spec.ts';
import { localRuntime } from '../../src/runtime/local/local-runtime.ts';
import type { LabSpec, Runtime } from '../../src/runtime/runtime.ts';
import { tutorial } from '../../src/scenarios/tutorial.ts';
import { interleaved } from '../../src/base/interleaved.ts';
import type { Bench, BenchResult } from './bench.ts';
import { median, spread } from './statistics.ts';

const ROUNDS = 11;
const TARGET = 1.3;

/** Milliseconds from the first start until all components are ready. */
async function timeUp(runtime: Runtime, spec: LabSpec): Promise<number> {
  const beganAt = performance.now();
  await runtime.apply(spec, () => undefined, new AbortController().signal);
  const ms = performance.now() - beganAt;
  await runtime.remove(spec.name, { keepsData: false });
  return ms;
}

async function measure(): Promise<BenchResult> {
  const state = await mkdtemp(join(tmpdir(), 'jaeger-lab-bench-'));
  const runtime = localRuntime({
    folderOf: (lab) => join(state, lab),
    distFolder: resolve('dist'),
    clock: realClock,
    path: undefined,
  });
  const options = { name: 'whole', ports: 'auto', env: [], faults: true } as const;
  const whole = labSpec(tutorial, { ...options, jaeger: await runtime.jaeger('embedded') });
  const onlyWith = (component: string): LabSpec => ({
    ...whole,
    name: component,
    components: whole.components
      .filter(({ name }) => name === component)
      // The services that it would call do not run; these addresses are never used.
      .map((spec) => ({
        ...spec,
        env: (address) =>
          spec.env((name, port) => (name === component ? address(name, port) : '127.0.0.1:1')),
      })),
  });
  try {
    const names = whole.components.map(({ name }) => name);
    const runs = Object.fromEntries(
      ['whole', ...names].map((name) => [
        name,
        () => timeUp(runtime, name === 'whole' ? whole : onlyWith(name)),
      ]),
    );
    const times = await interleaved(ROUNDS, runs);
    const alone = names.map((name) => median(times[name] ?? []));
    const slowest = Math.max(...alone);
    const all = alone.reduce((sum, ms) => sum + ms, 0);
    const cores = availableParallelism();
    return {
      what: 'all of the tutorial scenario over its slowest component alone, as processes',
      ratio: median(times['whole'] ?? []) / slowest,
      target: TARGET,
      lines: [
        ...Object.entries(times).map(([name, ms]) => `${name.padEnd(10)} ${spread(ms, 'ms')}`),
        // Each keeps one core busy until it is ready.
        `all of these, over ${cores} cores: ${(all / cores).toFixed(1)} ms, a ratio of ${(all / cores / slowest).toFixed(2)}`,
      ],
    };
  } finally {
    await rm(state, { recursive: true });
  }
}

export const localUpBench: Bench = {
  name: 'local-up',
  about: 'up of the tutorial scenario as processes, against its slowest component alone',
  run: measure,
};
