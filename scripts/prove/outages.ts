import type Docker from 'dockerode';
import type { OutageAnswer } from '../../src/cli/commands/outage/answer.ts';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { groupBy } from '../../src/base/group-by.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { program, type Program } from '../../test/support/program.ts';
import { ensureImages } from '../images/ensure.ts';
import { serverImages, type ServerPart } from '../test/server-images.ts';
import { OUTAGES, type OutageCase } from './outages/cases.ts';
import { outageRow, TABLE_HEAD } from './outages/row.ts';
import type { Proof, ProofResult } from './prove.ts';

const TIMES = 10;
/** For the traces: an ingester that was away has minutes of spans to write on a busy machine. */
const WAIT = ['--wait', '200s'];
/** An outage with its load, the start of a server on a busy machine, and the wait for the traces. */
const PATIENCE_MS = 480_000;

/** npm run prove -- outages [TIMES] [CASE…] */
async function prove(
  note: (text: string) => void,
  args: readonly string[] = [],
): Promise<ProofResult> {
  const [times = TIMES] = args.map(Number).filter(Number.isInteger);
  const names = args.filter((one) => !/^\d+$/.test(one));
  const cases = OUTAGES.filter(({ name }) => names.length === 0 || names.includes(name));
  const unknown = names.find((name) => !OUTAGES.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new LabError(`unknown outage "${unknown}"`, {
      evidence: OUTAGES.map(({ name, about }) => `  ${name}: ${about}`),
      exitCode: EXIT.usage,
    });
  const { docker } = await findEngine({ env: process.env });
  const images = await imagesFor(cases, docker, note);
  const counted: OutageAnswer[] = [];
  const lines: string[] = [...TABLE_HEAD];
  for (const group of groupBy(cases, ({ args }) => args.join(' ')).values())
    for await (const [one, outages] of outagesOf(group, times, images, note)) {
      counted.push(...outages.filter((outage) => typeof outage !== 'string'));
      const line = outageRow(one, outages);
      note(line);
      lines.push(line);
    }
  const exact = counted.filter(({ accepted, readable, lost, missing, incomplete, isExact }) =>
    [isExact, accepted - readable === lost, missing + incomplete === lost].every(Boolean),
  );
  return {
    proved: [
      {
        what: 'lost = accepted - readable, and no spans were arriving any more',
        ...{ count: exact.length, of: times * cases.length, bound: { atLeast: 1 } },
      },
    ],
    lines,
  };
}

/** Building a part takes minutes: only what the cases run. */
async function imagesFor(
  cases: readonly OutageCase[],
  docker: Docker,
  note: (text: string) => void,
): Promise<string[]> {
  const { node } = await ensureImages(docker, ['node'], { note });
  const images = [`node=${node}`];
  const uses = (word: string): boolean => cases.some(({ args }) => args.includes(word));
  if (uses('2.13.0')) {
    const { jaeger2 } = await ensureImages(docker, ['jaeger2'], { note });
    images.push(`jaeger-2.13.0=${jaeger2}`);
  }
  const servers: ServerPart[] = ['elasticsearch'];
  if (uses('kafka')) servers.push('kafka');
  if (uses('1.57'))
    servers.push('jaeger-collector-1.57', 'jaeger-query-1.57', 'jaeger-ingester-1.57');
  return [...images, ...(await serverImages(docker, { note }, servers))];
}

/** The outages of cases that share a lab: each as it was printed, or why it was not counted. */
async function* outagesOf(
  cases: readonly OutageCase[],
  times: number,
  images: readonly string[],
  note: (text: string) => void,
): AsyncGenerator<[OutageCase, (OutageAnswer | string)[]]> {
  await using own = await program({ JAEGER_LAB_RUNTIME: 'docker' }, PATIENCE_MS);
  const name = `outage-${process.pid}`;
  const run = (...words: string[]): ReturnType<Program['run']> =>
    own.run(...words, '--name', name, '--quiet');
  const all = [...(cases[0]?.args ?? []), ...images.flatMap((image) => ['--image', image])];
  try {
    const up = await run('up', 'checkout', ...all, '--ports', 'auto');
    if (up.code !== EXIT.ok) throw new LabError(`no lab: ${up.stderr}`);
    // Services that have not sent anything yet take seconds to do so on a busy machine.
    await run('load', '--n', '40');
    for (const one of cases) {
      const { component, forMs, perSecond } = one;
      const load = ['--for', `${forMs}ms`, '--rate', `${perSecond}/s`, '--before', '3s', '--after'];
      const outages: (OutageAnswer | string)[] = [];
      while (outages.length < times) {
        // An outage may end another component too: the next one is counted in a whole lab again.
        await run('repair');
        const ended = await run('outage', component, ...load, '3s', ...WAIT, '--json');
        const outage = answerOf(ended.stdout) ?? ended.stderr;
        outages.push(outage);
        note(`${one.name} ${outages.length} of ${times}: ${wordsOf(outage)}`);
      }
      yield [one, outages];
    }
  } finally {
    await run('down', '--volumes');
  }
}

const answerOf = (stdout: string): OutageAnswer | undefined =>
  stdout === '' ? undefined : (JSON.parse(stdout) as OutageAnswer);

const wordsOf = (outage: OutageAnswer | string): string =>
  typeof outage === 'string'
    ? outage.replaceAll(/\s+/g, ' ').slice(0, 300)
    : `${outage.accepted} accepted, ${outage.readable} readable, ${outage.lost} lost (${outage.incomplete} incomplete, ${outage.lostWhileDown} of ${outage.acceptedWhileDown} while it was away for ${(outage.downMs / 1000).toFixed(1)} s)${outage.isExact ? '' : ', spans were still arriving'}${outage.alsoEnded.map(({ component, ended }) => `, ${component} ${ended}`).join('')}`;

export const outagesProof: Proof = {
  name: 'outages',
  about: 'requests that an outage of each component of production loses',
  run: prove,
};
