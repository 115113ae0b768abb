import type { Facts } from '../../doctor/facts.ts';
import { probeLab } from '../../doctor/probes/lab.ts';
import type { Finding } from '../../doctor/verdicts/finding.ts';
import { judge } from '../../doctor/verdicts/judge.ts';
import type { LabState } from '../../lab/state.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Context } from '../context.ts';
import { jaegerUrl, openJaeger } from './open-lab.ts';
import { openRuntimeOf } from './open-runtime.ts';
import type { StoreProblem } from './storage-of.ts';
import { keptScenario } from './scenario-named.ts';

/** What probes of a lab found, and what is wrong. @param waitMs for spans to arrive */
export async function examineLab(
  state: LabState,
  waitMs: number,
  context: Context,
): Promise<{ readonly facts: Facts; readonly findings: readonly Finding[] }> {
  const { runtime } = await openRuntimeOf(state, context);
  const scenario = await keptScenario(state);
  await using client = await openJaeger(jaegerUrl(state), context);
  const { clock, stop: signal } = context;
  const probed = await probeLab({ state, scenario, runtime, client }, { clock, signal, waitMs });
  const facts = { ...probed, storage: await storageIn(state, runtime, context) };
  return { facts, findings: judge(facts) };
}

/** Loads what asks a storage only for a lab that has one. */
async function storageIn(
  state: LabState,
  runtime: Runtime,
  context: Context,
): Promise<StoreProblem | undefined> {
  if (state.madeWith?.deployment === undefined) return undefined;
  const { storageProblem } = await import('./storage-status.ts');
  return storageProblem(state, await runtime.settings(state.name), context);
}
