import { TraceWriter } from '../../../files/trace-writer.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { challenge, type ChallengeFinding, survived } from '../../../analysis/challenge.ts';
import { waterfall } from '../../../analysis/waterfall.ts';
import { Interrupted } from '../../../base/errors.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import type { Run } from '../../../lab/runs.ts';
import { takeDown } from '../../../lab/take-down.ts';
import type { CarriedFault } from '../../../load/fault.ts';
import type { Trace } from '../../../model/trace.ts';
import { renderDot } from '../../../render/graph/dot.ts';
import { renderMermaid } from '../../../render/graph/mermaid.ts';
import { renderSvg } from '../../../render/graph/svg.ts';
import { renderCompare } from '../../../render/terminal/compare/compare.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { renderTrace } from '../../../render/terminal/trace/trace.ts';
import { checkout } from '../../../scenarios/checkout.ts';
import type { ChallengeAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { tracesAnswerOf } from '../../labs/answer-load.ts';
import { type PreparedLab, prepareUp } from '../../labs/prepare-up.ts';
import { deploymentOf } from '../../labs/up-options.ts';
import { type DrivenLoad, driveLoad } from '../../labs/drive-load.ts';
import type { OwnLab } from '../../labs/lab-of-its-own.ts';
import { removeLeftovers, throwIfUsed } from '../../labs/leftovers.ts';
import { jaegerUrl, openJaeger, openLab } from '../../labs/open-lab.ts';
import { throwUnlessFolderWritable, writeInto } from '../../shell/output-file.ts';
import { openProgress } from '../../shell/progress.ts';
import { jsonText } from '../../../render/json.ts';
import { restartAll } from './restart-all.ts';
import { warmUpLab } from './warm-up-lab.ts';

export interface Challenge extends OwnLab {
  readonly fault: CarriedFault;
  /** A folder, made where there is none. */
  readonly artifacts: string;
  /** Leaves the lab up. */
  readonly keep: boolean;
}

/** Services of the scenario from its entry down. */
const CHAIN = ['api-gateway', 'user', 'order', 'payment'];

/**
 * Brings the scenario `checkout` up, slows one of its services for a share of the requests, and proves from the traces
 * alone which one it was. Takes the lab down again, whatever happens, unless it is to be kept.
 *
 * @throws LabError when the lab does not come up, the load is interrupted, or an artefact cannot be written
 */
export async function proveChallenge(
  wanted: Challenge,
  context: Context,
): Promise<ChallengeAnswer> {
  const beganAt = context.clock.now();
  await throwUnlessFolderWritable(wanted.artifacts, '--artifacts');
  await removeLeftovers('challenge', context);
  if (!wanted.keep) await throwIfUsed('challenge', wanted.up.name, context);
  const lab = await prepareUp(checkout.name, wanted.up, context);
  try {
    await lab.bringUp();
    const told = await tell(wanted, lab, context);
    const tookMs = context.clock.now() - beganAt;
    return await keepEvidence(wanted, told, tookMs);
  } finally {
    if (!wanted.keep) {
      const folder = labFolder(wanted.up.name, context.env);
      const { clock } = context;
      await takeDown({ folder, runtimes: [lab.runtime], clock, keepsRuns: false });
    }
  }
}

interface Told {
  readonly load: DrivenLoad;
  readonly finding: ChallengeFinding;
  readonly jaeger: { readonly version: string | undefined; readonly uiUrl: string | undefined };
}

async function tell(
  { up, load: work, fault }: Challenge,
  prepared: PreparedLab,
  context: Context,
): Promise<Told> {
  const lab = await openLab(up.name, context);
  await warmUpLab(lab.state, context.stop);
  const progress = await openProgress(context, up.quiet ?? false);
  const load = await driveLoad({ lab, ...work, faults: [fault] }, context, progress).finally(() =>
    progress.end(),
  );
  if (!load.traces) throw load.failure ?? new Interrupted();
  await using client = await openJaeger(jaegerUrl(lab.state), context);
  const version = await client.version();
  const uiUrl = await client.uiUrl();
  const { run, traces } = load;
  const requests = requestsWith(run, traces.seen);
  const finding = challenge({ requests, chain: CHAIN, slow: fault.service });
  const jaeger = { version, uiUrl };
  if (!deploymentOf(up)) return { load, finding, jaeger };
  const { restarted, seen } = await restartAll(prepared, { run, waitMs: work.waitMs }, context);
  const claims = [...finding.claims, survived(requestsWith(run, seen), restarted)];
  return { load, finding: { ...finding, claims }, jaeger };
}

const requestsWith = ({ records }: Run, seen: ReadonlyMap<string, Trace>) =>
  records.map((record) => ({
    traceId: record.traceId,
    trace: record.traceId === undefined ? undefined : seen.get(record.traceId),
    expected: checkout.expected,
    hasFailed: record.failure !== undefined,
    isFaulty: record.fault !== undefined,
  }));

async function keepEvidence(
  { up, fault, artifacts: folder }: Challenge,
  { load, finding, jaeger }: Told,
  tookMs: number,
): Promise<ChallengeAnswer> {
  const { claims, normal, slowed } = finding;
  const documents = documentsOf(finding, jaeger);
  const answer: ChallengeAnswer = {
    schema: 'jaeger-lab/challenge@1',
    ok: claims.every(({ holds }) => holds),
    lab: up.name,
    jaegerVersion: jaeger.version,
    fault: fault.text,
    tookMs,
    claims: [...claims],
    slowTraceId: slowed?.traceId,
    normalTraceId: normal?.traceId,
    load: load.summary,
    traces: load.traces && tracesAnswerOf(load.traces, load.delays),
    artifacts: { folder, files: [...documents.map(([name]) => name), TRACES, 'challenge.json'] },
  };
  const all = [...documents, ['challenge.json', jsonText(answer, 2)]];
  await writeInto(folder, '--artifacts', async () => {
    await Promise.all(all.map(([name = '', text = '']) => writeFile(join(folder, name), text)));
    using file = new TraceWriter(join(folder, TRACES), { mayReplace: true });
    for (const trace of load.traces?.seen.values() ?? []) file.add(trace);
    file.finish();
  });
  return answer;
}

/** Every trace, for --file. */
const TRACES = 'traces.otlp.jsonl.gz';

/** Drawn for a file, as wide as it takes. */
const PAPER: Screen = { format: 'table', columns: 120, colour: false, unicode: true };

function documentsOf(
  { graph, groups, pair, normal, slowed }: ChallengeFinding,
  { version: jaegerVersion, uiUrl }: Told['jaeger'],
): [name: string, text: string][] {
  const drawn = (trace: Trace): string =>
    renderTrace(waterfall(trace, {}), { uiUrl }, NO_DETAILS, PAPER);
  const source = (a: string, b: string) => ({ names: { a, b }, jaegerVersion, missing: [] });
  const documents: [name: string, text: string | undefined][] = [
    ['dependencies.svg', renderSvg(graph)],
    ['dependencies.mmd', renderMermaid(graph)],
    ['dependencies.dot', renderDot(graph)],
    ['normal-trace.txt', normal && drawn(normal)],
    ['slow-trace.txt', slowed && drawn(slowed)],
    ['two-traces.txt', pair && renderCompare(pair, source('normal', 'slow'), PAPER)],
    ['all-traces.txt', groups && renderCompare(groups, source('normal', 'slowed'), PAPER)],
  ];
  return documents.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
}

const NO_DETAILS = { attributes: false, events: false };
