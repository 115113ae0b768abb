import assert from 'node:assert/strict';
import { EXIT } from '../../src/base/errors.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { program } from '../../test/support/program.ts';
import { type Kept, keepsTraces, type StoryLab } from '../../test/support/production-story.ts';
import { ensureImages } from '../images/ensure.ts';
import { serverImages } from '../test/server-images.ts';
import type { Proof, Proved, ProofResult } from './prove.ts';

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
  {
    title: 'kafka, cassandra',
    args: ['--production', '--buffer', 'kafka', '--storage', 'cassandra'],
    restarted: ['cassandra', 'kafka', 'ingester', 'query', 'collector'],
    refused: ['1.57', '2.0.0-rc2'],
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
  const kept: Row[] = [];
  const refused: Row[] = [];
  const ways = WAYS.filter(({ title }) => only.every((word) => title.includes(word)));
  for (const way of ways)
    for (const [jaeger, name] of Object.entries(JAEGERS)) {
      note(`${way.title} with Jaeger ${jaeger}`);
      const images = [`jaeger-${jaeger}=${local[name]}`, `node=${local.node}`, ...servers];
      const isRefused = way.refused?.includes(jaeger) === true;
      const prove = isRefused ? refusal : keptWords;
      const outcome = await outcomeOf(way, jaeger, images, prove);
      (isRefused ? refused : kept).push([way.title, jaeger, outcome]);
    }
  const provedOf = (what: string, rows: readonly Row[]): Proved => {
    const count = rows.filter(([, , outcome]) => !outcome.startsWith(FAILED)).length;
    return { what, count, of: rows.length, bound: { atLeast: 1 } };
  };
  return {
    proved: [
      provedOf('traces readable after each restart and in the next lab', kept),
      provedOf('pairs that are not supported, refused by up', refused),
    ].filter(({ of }) => of > 0),
    lines: [
      '| storage | Jaeger | up, load, verify, restarts, verify, down, up, verify |',
      '| --- | --- | --- |',
      ...[...kept, ...refused].map((row) => `| ${row.join(' | ')} |`),
    ],
  };
}

const FAILED = 'failed: ';

/** What one pair has to show. @returns it in words @throws Error when it does not */
type Proving = (lab: StoryLab, args: readonly string[], way: Way) => Promise<string>;

const keptWords: Proving = async (lab, args, { restarted, afterwards }) => {
  const kept = keepsTraces(lab, args, restarted, () => afterwards?.(lab) ?? Promise.resolve());
  return words(await kept);
};

const refusal: Proving = async (lab, args) => {
  const { code, stderr } = await lab.run('up', 'checkout', ...args);
  assert.equal(code, EXIT.usage, stderr);
  return stderr.split('\n')[0] ?? '';
};

const words = ({ upMs, readableMs }: Kept): string =>
  `20 of 20; ready after ${(upMs / 1000).toFixed(1)} s, searchable ${(readableMs / 1000).toFixed(1)} s after the last request`;

/** @returns what it showed, or why it failed */
async function outcomeOf(
  way: Way,
  jaeger: string,
  images: readonly string[],
  prove: Proving,
): Promise<string> {
  await using own = await program({ JAEGER_LAB_RUNTIME: 'docker' });
  const name = `prove-${process.pid}`;
  const run = (...words: string[]) => own.run(...words, '--name', name);
  const all = [...way.args, '--jaeger', jaeger, ...images.flatMap((image) => ['--image', image])];
  try {
    return await prove({ name, run }, all, way);
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    return `${FAILED}${failure.message.replaceAll(/\s+/g, ' ').slice(0, 300)}`;
  } finally {
    await run('down', '--volumes');
  }
}

export const storagesProof: Proof = {
  name: 'storages',
  about: 'each storage and buffer with each version of Jaeger, through restarts',
  run: prove,
};
