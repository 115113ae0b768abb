import { compare } from '../../../src/analysis/compare.ts';
import type {
  CompareFinding,
  CompareOptions,
  Labels,
} from '../../../src/analysis/compare-finding.ts';
import { runSpreadUs } from '../../../src/lab/run-spread.ts';
import type { Run } from '../../../src/lab/runs.ts';
import { carrying } from '../../../src/load/fault.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { type Chance, chanceOf } from '../populations/chance.ts';
import { requestOf } from '../populations/request.ts';
import { type System, systemOf } from '../populations/system.ts';
import { slownessIn } from './drift.ts';

/** How the two groups of a pair come about; nothing differs between them on purpose. */
export const WAYS = ['labels within a run', 'run against run', 'four runs against four'] as const;
export type Way = (typeof WAYS)[number];

const SIGNIFICANT = 0.05;

/** What an answer claims: it names a place, or prints a p below 0.05. */
export const claims = ({ headline, evidence }: CompareFinding): boolean =>
  headline.kind === 'place' || (evidence !== undefined && evidence.p < SIGNIFICANT);

/** Whether a pair of groups without a difference leads to a claim. */
export function claimOf(seed: number, way: Way): boolean {
  const chance = chanceOf(seed);
  const machine = machineOf(seed, chance);
  switch (way) {
    case 'labels within a run':
      return withinRun(seed, chance, machine.run(chance.whole(30, 80)));
    case 'run against run':
      return runAgainstRun(chance, machine);
    case 'four runs against four':
      return fourAgainstFour(chance, machine);
  }
}

interface Machine {
  /** The traces of another run on it. */
  run(requests: number): Trace[];
}

function machineOf(seed: number, chance: Chance): Machine {
  const system: System = systemOf(chance);
  const jitter = chance.between(0, 0.5);
  const attributes = () => ({ tenant: chance.one(['x', 'y', 'z']), canary: chance.isSo(0.5) });
  let sent = 0;
  return {
    run: (requests) =>
      slownessIn(requests, chance).map((slowness) => {
        sent += 1;
        const noise = { jitter, attributes, slowness };
        const drawing = { system, change: undefined, isSlow: false, noise, chance };
        return requestOf(drawing, seed * 10_000 + sent, sent * 10_000);
      }),
  };
}

/** As `load --fault` deals a fault, one that does nothing. */
function withinRun(seed: number, chance: Chance, traces: readonly Trace[]): boolean {
  const share = chance.between(0.1, 0.5);
  return claimsWhenDealt(traces, { seed, share });
}

/** Compares requests that carry a fault of zero delay with the others of their run, in the order in which they were sent. */
export function claimsWhenDealt(
  traces: readonly Trace[],
  { seed, share }: { readonly seed: number; readonly share: number },
): boolean {
  const fault = { text: 'none:delay=0ms', service: 'none', share };
  const carries = carrying([fault], { seed, requests: traces.length });
  const isFaulty = new Set(traces.filter(() => carries() !== undefined));
  const a = traces.filter((trace) => !isFaulty.has(trace));
  return claimsOn({ a, b: [...isFaulty] }, 'dealt');
}

/** The last two of a session; those before say by how much runs differ anyway. */
function runAgainstRun(chance: Chance, machine: Machine): boolean {
  const runs = Array.from({ length: chance.whole(6, 20) }, () => machine.run(20));
  const known = runs.map((traces, i) => runOf(i + 1, traces));
  const [a = [], b = []] = runs.slice(-2);
  return claimsOn({ a, b }, 'not-dealt', { runSpreadUs: runSpreadUs(known.slice(-2), known) });
}

function fourAgainstFour(chance: Chance, machine: Machine): boolean {
  const runs = Array.from({ length: 8 }, () => machine.run(10));
  const order = runs.map((_, i) => i).sort(() => chance.random() - 0.5);
  return claimsOnRuns(
    order.slice(0, 4).map((i) => runs[i] ?? []),
    order.slice(4).map((i) => runs[i] ?? []),
  );
}

/** Compares runs, each dealt as a whole. */
export function claimsOnRuns(
  a: readonly (readonly Trace[])[],
  b: readonly (readonly Trace[])[],
): boolean {
  const entries = [...a, ...b].flatMap((traces, run) =>
    traces.map(({ traceId }) => [traceId, run] as const),
  );
  return claimsOn({ a: a.flat(), b: b.flat() }, 'runs', { runOf: new Map(entries) });
}

export function claimsOn(
  groups: { readonly a: readonly Trace[]; readonly b: readonly Trace[] },
  labels: Labels,
  options: CompareOptions = {},
): boolean {
  const finding = compare(groups, labels, options);
  return finding !== undefined && claims(finding);
}

/** The ledger's entry of a simulated run. */
function runOf(id: number, traces: readonly Trace[]): Run {
  const records = traces.flatMap(({ roots: [root] }) => {
    const sentMs = (root?.startUs ?? 0) / 1000;
    return { dueMs: sentMs, sentMs, finishedMs: sentMs + (root?.durationUs ?? 0) / 1000 };
  });
  const at = new Date(0).toISOString();
  return {
    ...{ version: 1, id, scenario: 's', url: 'u', plan: {}, interrupted: false, records },
    ...{ startedAt: at, finishedAt: at },
  };
}
