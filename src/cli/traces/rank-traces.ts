import type { SlowestFinding, SlowestOptions } from '../../analysis/slowest-finding.ts';
import { SlowestRanking } from '../../analysis/slowest.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import type { Context } from '../context.ts';
import { nothingKnown } from './nothing-known.ts';
import { eachTrace, type TracesOrigin } from './read-traces.ts';
import type { TraceSource } from './trace-source.ts';

/** Reads the traces one by one and ranks where their time went. @throws LabError when none can be ranked */
export async function rankTraces(
  options: SlowestOptions,
  source: TraceSource,
  context: Context,
): Promise<{ readonly finding: SlowestFinding; readonly origin: TracesOrigin }> {
  const ranking = new SlowestRanking(options);
  const origin = await eachTrace(source, context, (trace) => ranking.add(trace));
  const finding = ranking.finish();
  if (finding.traces > 0) return { finding, origin };
  const { what, missing, count } = origin;
  if (count === 0) throw nothingKnown('no trace', what, source);
  const incomplete = finding.incomplete.traces;
  const why = incomplete > 0 ? `${incomplete} are incomplete` : 'none of them matches';
  const lost = missing.length > 0 ? `, ${missing.length} are missing` : '';
  throw new LabError(`no trace of ${what} can be ranked: ${why}${lost}`, {
    hint: 'jaeger-lab slowest --help shows what can be asked',
    exitCode: EXIT.notReady,
  });
}
