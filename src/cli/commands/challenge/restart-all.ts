import { awaitRun } from '../../../lab/await-run.ts';
import { repairLab } from '../../../lab/repair.ts';
import type { Run } from '../../../lab/runs.ts';
import type { Trace } from '../../../model/trace.ts';
import { checkout } from '../../../scenarios/checkout.ts';
import type { Context } from '../../context.ts';
import { jaegerUrl, openJaeger, openLab } from '../../labs/open-lab.ts';
import type { ReadyRuntime } from '../../labs/open-runtime.ts';
import { reportUp } from '../../labs/report-up.ts';
import { openProgress } from '../../shell/progress.ts';

/** A run whose traces are to be read again. */
export interface Reread {
  readonly run: Run;
  readonly waitMs: number;
}

export interface AfterRestarts {
  /** The components that were restarted, in that order. */
  readonly restarted: readonly string[];
  readonly seen: ReadonlyMap<string, Trace>;
}

/** Restarts the storage, then each Jaeger, one after the other, and reads the traces of the run again. */
export async function restartAll(
  { runtime, spec }: Pick<ReadyRuntime, 'runtime' | 'spec'>,
  { run, waitMs }: Reread,
  context: Context,
): Promise<AfterRestarts> {
  const { clock, stop: signal } = context;
  const restarted = spec.components
    .filter(({ program }) => program.kind === 'server' || program.kind === 'jaeger')
    .map(({ name }) => name);
  const progress = await openProgress(context, false);
  try {
    const on = reportUp(progress, context);
    for (const component of restarted) {
      await runtime.stop(spec.name, component);
      const { folder, state } = await openLab(spec.name, context);
      await repairLab({ folder, state, spec, component, runtime, on, signal });
    }
    const { state } = await openLab(spec.name, context);
    await using source = await openJaeger(jaegerUrl(state), context);
    const { seen } = await awaitRun({
      ...{ run, source, timeoutMs: waitMs, clock, signal },
      expected: () => checkout.expected,
      scheduleDelayMs: state.scheduleDelayMs,
      onProgress: () => undefined,
    });
    return { restarted, seen };
  } finally {
    progress.end();
  }
}
