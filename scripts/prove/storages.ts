import assert from 'node:assert/strict';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { program } from '../../test/support/program.ts';
import { type Kept, keepsTraces, type StoryLab } from '../../test/support/production-story.ts';
import { ensureImages } from '../images/ensure.ts';
import { serverImages } from '../test/server-images.ts';
import type { Proof, ProofResult } from './prove.ts';

/** One way to keep traces, with what is restarted. */
interface Way {
  readonly title: string;
  readonly args: readonly string[];
  readonly restarted: readonly string[];
  /** Versions of Jaeger that `up` refuses it for. */
  readonly refused?: readonly string[];
  /** What is looked at before the lab is taken down. */
  readonly afterwards?: (lab: StoryLab) => Promise<void>;
}

/** All is on disk after a restart of Cassandra. @throws Error where `status` does not show it */
async function keyspaceIsShown(lab: StoryLab): Promise<void> {
  const { stdout } = await lab.run('status', '--json', '--quiet');
  const [keyspace] = (JSON.parse(stdout) as StatusAnswer).storage?.indices ?? [];
  assert.equal(keyspace?.name, 'jaeger_lab');
  assert.ok((keyspace.documents ?? 0) >= 7 * 20, `${keyspace.documents} spans`);
  assert.ok(keyspace.bytes > 0);
}

const roles = (storage: string): Way => ({
  title: storage,
  args: ['--production', '--storage', storage],
  restarted: [storage, 'query', 'collector'],
});

const WAYS: readonly Way[] = [
  { title: 'badger', args: ['--storage', 'badger'], restarted: ['jaeger'] },
  roles('elasticsearch'),
  roles('opensearch'),
  { ...roles('cassandra'), refused: ['1.57', '2.0.0-rc2'], afterwards: keyspaceIsShown },
  {
    title: 'kafka, elasticsearch',
    args: ['--production', '--buffer', 'kafka'],
    restarted: ['elasticsearch', 'kafka', 'ingester', 'query', 'collector'],
  },
];

/** Each version with the local image of it. */
const JAEGERS = { '1.57': 'jaeger1', '2.0.0-rc2': 'jaeger2Rc', '2.13.0': 'jaeger2' } as const;

type Row = readonly [title: string, jaeger: string, outcome: string];

/** @param only words of the ways to prove; all without them */
async function prove(
  note: (text: string) => void,
  only: readonly string[] = [],
): Promise<ProofResult> {
  const { docker } = await findEngine({ env: process.env });
  const local = await ensureImages(docker, [...Object.values(JAEGERS), 'node'], { note });
  const servers = await serverImages(docker, { note });
  const rows: Row[] = [];
  let held = 0;
  const ways = WAYS.filter(({ title }) => only.every((word) => title.includes(word)));
  for (const way of ways)
    for (const [jaeger, name] of Object.entries(JAEGERS)) {
      if (way.refused?.includes(jaeger)) {
        rows.push([way.title, jaeger, 'not supported, which `up` reports']);
        continue;
      }
      note(`${way.title} with Jaeger ${jaeger}`);
      const images = [`jaeger-${jaeger}=${local[name]}`, `node=${local.node}`, ...servers];
      const outcome = await outcomeOf(way, jaeger, images);
      if (typeof outcome !== 'string') held += 1;
      rows.push([way.title, jaeger, typeof outcome === 'string' ? outcome : words(outcome)]);
    }
  const tried = rows.filter(([, , outcome]) => !outcome.startsWith('not supported')).length;
  return {
    proved: [
      {
        what: 'traces readable after each restart and in the next lab',
        ...{ count: held, of: tried, bound: { atLeast: 1 } },
      },
    ],
    lines: [
      '| storage | Jaeger | up, load, verify, restarts, verify, down, up, verify |',
      '| --- | --- | --- |',
      ...rows.map((row) => `| ${row.join(' | ')} |`),
    ],
  };
}

const words = ({ upMs, readableMs }: Kept): string =>
  `20 of 20; ready after ${(upMs / 1000).toFixed(1)} s, searchable ${(readableMs / 1000).toFixed(1)} s after the last request`;

/** @returns what was measured, or why it failed */
async function outcomeOf(
  { args, restarted, afterwards }: Way,
  jaeger: string,
  images: readonly string[],
): Promise<Kept | string> {
  await using own = await program({ JAEGER_LAB_RUNTIME: 'docker' });
  const name = `prove-${process.pid}`;
  const run = (...words: string[]) => own.run(...words, '--name', name);
  const all = [...args, '--jaeger', jaeger, ...images.flatMap((image) => ['--image', image])];
  try {
    const lab = { name, run };
    return await keepsTraces(lab, all, restarted, () => afterwards?.(lab) ?? Promise.resolve());
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    return `failed: ${failure.message.replaceAll(/\s+/g, ' ').slice(0, 300)}`;
  } finally {
    await run('down', '--volumes');
  }
}

export const storagesProof: Proof = {
  name: 'storages',
  about: 'each storage and buffer with each version of Jaeger, through restarts',
  run: prove,
};
