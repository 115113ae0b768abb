import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { type Ended, program } from '../../test/support/program.ts';
import { ensureImages } from '../images/ensure.ts';
import { serverImages } from '../test/server-images.ts';
import type { Proof, ProofResult } from './prove.ts';
import { CHECKED, startChecked, withLowMapCount } from './storage-errors/map-count.ts';

/** Commands in a lab of one case, which gets their `--name`. */
interface Lab {
  readonly name: string;
  run(...args: string[]): Promise<Ended>;
  /** Brings it up with these options. */
  up(...args: string[]): Promise<Ended>;
  /** The same where it must come up. */
  mustUp(...args: string[]): Promise<void>;
}

/** One error, planted in real servers, and the sentence that names it. */
interface Case {
  readonly title: string;
  readonly sentence: RegExp;
  /** Plants it. @returns the command that meets it */
  plant(lab: Lab): Promise<Ended>;
}

const V1 = ['--production', '--jaeger', '1.57'];
const V2 = ['--production', '--jaeger', '2.13.0'];
const LOAD = ['load', '--n', '3', '--interval', '0ms', '--wait', '5s', '--quiet'];

/** An `up` that fails for a setting of a component. */
const settingOf = (title: string, sentence: RegExp, env: string, ...args: string[]): Case => ({
  ...{ title, sentence },
  plant: (lab) => lab.up(...args, '--env', env),
});

const MAP_COUNT =
  'ended with exit code 78.* vm\\.max_map_count .* sysctl -w vm\\.max_map_count=262144';

/** Met in a lab whose Elasticsearch did not come back: a reboot resets what was set by hand. */
const mapCountIn = (command: string): Case => ({
  title: `vm.max_map_count too low, met by ${command}`,
  sentence: new RegExp(`elasticsearch.* ${MAP_COUNT}`, 'm'),
  plant: (lab) =>
    withLowMapCount(async () => {
      await lab.mustUp(...V2);
      await startChecked((await findEngine({ env: process.env })).docker, lab.name);
      return lab.run(command);
    }),
});

const CASES: readonly Case[] = [
  {
    title: 'vm.max_map_count too low, met by up',
    sentence: new RegExp(`^✖ elasticsearch ${MAP_COUNT}`, 'm'),
    plant: (lab) => withLowMapCount(() => lab.up(...V2, '--env', `elasticsearch.${CHECKED}`)),
  },
  mapCountIn('status'),
  mapCountIn('doctor'),
  settingOf(
    'too little memory for the heap of Elasticsearch',
    /^✖ elasticsearch .* it has too little memory: Java heap space$/m,
    'elasticsearch.ES_JAVA_OPTS=-Xms8m -Xmx8m',
    ...V2,
  ),
  settingOf(
    'a heap that is larger than the memory',
    /^✖ elasticsearch .* it has too little memory$/m,
    'elasticsearch.ES_JAVA_OPTS=-Xms999g -Xmx999g',
    ...V2,
  ),
  settingOf(
    'a version that the server does not have',
    /^✖ collector .* a version of Elasticsearch that this server does not have/m,
    'collector.ES_VERSION=8',
    ...V1,
  ),
  settingOf(
    'index template refused',
    /^✖ collector .* refused the index template jaeger-span: Setting index\.mapper\.dynamic/m,
    'collector.ES_VERSION=5',
    ...V1,
  ),
  settingOf(
    'Kafka not ready',
    /^✖ collector .* Kafka is not ready or cannot be reached/m,
    'collector.KAFKA_PRODUCER_BROKERS=nowhere:9092',
    ...[...V1, '--buffer', 'kafka'],
  ),
  {
    title: 'keyspace missing',
    sentence: /^✖ jaeger .* Cassandra has no keyspace nope$/m,
    plant: async (lab) => {
      const address = (await promisify(execFile)('hostname', ['-I'])).stdout.split(' ')[0] ?? '';
      await lab.mustUp('--storage', 'cassandra', '--jaeger', '2.13.0', '--publish', address);
      const { components } = await statusOf(lab);
      const port = components.find(({ name }) => name === 'cassandra')?.ports[0]?.hostPort ?? 0;
      const own = ['--storage', 'cassandra', '--storage-url', `${address}:${port}`];
      const env = ['--env', 'jaeger.CASSANDRA_KEYSPACE=nope'];
      const beside = ['--name', 'other', '--ports', 'auto'];
      return lab.run('up', '--no-services', '--jaeger', '1.57', ...own, ...env, ...beside);
    },
  },
  {
    title: 'flood stage of the disk watermark, met by load',
    sentence: /likely cause in elasticsearch: index \S+ is read-only, .* no span is stored/,
    plant: async (lab) => {
      await flood(lab);
      return lab.run(...LOAD);
    },
  },
  {
    title: 'flood stage of the disk watermark, met by doctor',
    sentence: /elasticsearch: index \S+ is read-only, .* no span is stored/,
    plant: async (lab) => {
      await flood(lab);
      return lab.run('doctor');
    },
  },
  {
    title: 'red cluster, met by load',
    sentence: /likely cause in elasticsearch: its health is red: an index has a shard/,
    plant: async (lab) => {
      await makeRed(lab);
      return lab.run(...LOAD);
    },
  },
  {
    title: 'red cluster, met by doctor',
    sentence: /elasticsearch: its health is red: an index has a shard/,
    plant: async (lab) => {
      await makeRed(lab);
      return lab.run('doctor');
    },
  },
];

async function statusOf(lab: Lab): Promise<StatusAnswer> {
  return JSON.parse((await lab.run('status', '--json', '--quiet')).stdout) as StatusAnswer;
}

async function storageOf(lab: Lab): Promise<NonNullable<StatusAnswer['storage']>> {
  const { storage } = await statusOf(lab);
  if (!storage) throw new Error('the storage does not answer');
  return storage;
}

async function change(method: string, url: string, body?: unknown): Promise<void> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
}

/** Any disk is fuller than 1 %: Elasticsearch makes the indices read-only by itself when it looks next. */
async function flood(lab: Lab): Promise<void> {
  await lab.mustUp(...V2);
  const { url } = await storageOf(lab);
  const disk = 'cluster.routing.allocation.disk.watermark';
  const marks = Object.fromEntries(
    ['low', 'high', 'flood_stage'].map((mark) => [`${disk}.${mark}`, '1%']),
  );
  await change('PUT', `${url}/_cluster/settings`, {
    transient: { ...marks, 'cluster.info.update.interval': '10s' },
  });
  const isBlocked = async (): Promise<true | undefined> =>
    (await storageOf(lab)).problem === undefined ? undefined : true;
  await waitUntil('the flood stage', isBlocked, { timeoutMs: 90_000, everyMs: 1000 }, realClock);
}

/** Replaces the index that spans of today are written to by one that no node may hold. */
async function makeRed(lab: Lab): Promise<void> {
  await lab.mustUp(...V2);
  const { url, indices } = await storageOf(lab);
  const index = indices.find(({ name }) => name.startsWith('jaeger-span-'))?.name ?? '';
  await change('DELETE', `${url}/${index}`);
  await change('PUT', `${url}/${index}?wait_for_active_shards=0`, {
    settings: { 'index.routing.allocation.require._name': 'nowhere', number_of_replicas: 0 },
  });
}

async function prove(
  note: (text: string) => void,
  only: readonly string[] = [],
): Promise<ProofResult> {
  const { docker } = await findEngine({ env: process.env });
  const local = await ensureImages(docker, ['jaeger1', 'jaeger2', 'node'], { note });
  const servers = await serverImages(docker, { note });
  const images = [
    ...[`jaeger-1.57=${local.jaeger1}`, `jaeger-2.13.0=${local.jaeger2}`, `node=${local.node}`],
    ...servers,
  ].flatMap((image) => ['--image', image]);
  const chosen = CASES.filter(
    ({ title }) => only.length === 0 || only.some((word) => title.includes(word)),
  );
  const rows: string[] = [];
  let named = 0;
  for (const one of chosen) {
    note(one.title);
    const { stdout, stderr } = await metBy(one, images);
    const found = one.sentence.exec(stdout + stderr)?.[0];
    if (found !== undefined) named += 1;
    rows.push(`| ${one.title} | ${found ?? `not named: ${lastLines(stderr)}`} |`);
  }
  return {
    proved: [
      {
        what: 'errors of storages and buffers that are named in one sentence where they are met',
        ...{ count: named, of: chosen.length, bound: { atLeast: 1 } },
      },
    ],
    lines: ['| planted | printed |', '| --- | --- |', ...rows],
  };
}

const lastLines = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(-300);

async function metBy(one: Case, images: readonly string[]): Promise<Ended> {
  await using own = await program({ JAEGER_LAB_RUNTIME: 'docker' });
  const name = `prove-${process.pid}`;
  const run: Lab['run'] = (...args) =>
    own.run(...args, ...(args.includes('--name') ? images : ['--name', name]));
  const up: Lab['up'] = (...args) =>
    run('up', 'checkout', ...args, ...images, '--ports', 'auto', '--yes', '--quiet');
  const mustUp: Lab['mustUp'] = async (...args) => {
    const { code, stderr } = await up(...args);
    if (code !== 0) throw new Error(stderr);
  };
  try {
    return await one.plant({ name, run, up, mustUp });
  } finally {
    await run('down', '--volumes');
  }
}

export const storageErrorsProof: Proof = {
  name: 'storage-errors',
  about: 'errors of storages and buffers, planted in real servers, and the sentence of each',
  run: prove,
};
