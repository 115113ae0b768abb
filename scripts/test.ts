import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { EXIT, LabError, reasonOf } from '../src/base/errors.ts';
import { ensureProgram } from './images/ensure.ts';
import { JAEGER_1, JAEGER_2, JAEGER_2_RC } from './images/go-part.ts';
import { ensureRedis } from './images/redis-part.ts';
import { programOrReason } from './test/program-or-reason.ts';
import { ensureChromium } from './test/chromium.ts';
import { type Counts, sum, summary } from './test/counts.ts';
import { dockerSetup } from './test/docker-setup.ts';
import { testEnvironment } from './test/environment.ts';
import { type Group, groupsOf, type TestFile } from './test/groups.ts';
import { type GroupRun, runGroup, runNode } from './test/run-group.ts';

// npm test [-- part of a path … options of Node's test runner …]: builds, then runs the test files, cheapest first, with
// the environment that each kind needs. What is skipped is listed at the end with the
// reason, and is a failure in CI.

/** Enough for all tests and a build of all parts without a cache. */
const RUN_WITHIN_MS = 57 * 60_000;

/** `JAEGER_LAB_TEST_KEEP=1` leaves the lab of a failed test up, and its folder. */
const KEEP = process.env['JAEGER_LAB_TEST_KEEP'] === '1';

const root = join(import.meta.dirname, '..');
const note = (text: string): void => void process.stderr.write(`${text}\n`);
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => interrupted.abort());
}
const late = AbortSignal.timeout(RUN_WITHIN_MS);
const signal = AbortSignal.any([interrupted.signal, late]);
const making = { note, signal };

process.chdir(root);
process.exitCode = await main(process.argv.slice(2));
if (interrupted.signal.aborted) process.exitCode = EXIT.interrupted;

async function main(args: readonly string[]): Promise<number> {
  const groups = groupsOf(
    await testFiles(),
    args.filter((arg) => !arg.startsWith('-')),
  );
  if (groups.length === 0) {
    note(`no test file's path contains ${args.join(' or ')}`);
    return EXIT.usage;
  }
  const options = args.filter((arg) => arg.startsWith('-'));
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-test-'));
  try {
    if ((await runNode(['--import', 'tsx', 'scripts/build.ts'], process.env, signal)) !== 0) {
      note('the build failed');
      return 1;
    }
    return await runAll(groups, { folder, options, env: testEnvironment(process.env, folder) });
  } catch (failure) {
    if (!signal.aborted) throw failure;
    note(late.aborted ? `stopped after ${RUN_WITHIN_MS / 60_000} minutes` : 'interrupted');
    return 1;
  } finally {
    if (!KEEP) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function testFiles(): Promise<TestFile[]> {
  const paths = await readdir('test', { recursive: true });
  return Promise.all(
    paths
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => `test/${path.replaceAll(sep, '/')}`)
      .map(async (path) => ({ path, text: await readFile(path, 'utf8') })),
  );
}

interface Run {
  readonly folder: string;
  readonly options: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

async function runAll(groups: readonly Group[], run: Run): Promise<number> {
  const counts: Counts[] = [];
  const skipped: string[] = [];
  for (const group of groups) {
    try {
      const ended = await runWithNeeds(group, run);
      counts.push(ended.counts);
      skipped.push(...ended.skipped);
    } catch (failure) {
      if (signal.aborted || !(failure instanceof LabError)) throw failure;
      skipped.push(`skipped: ${group.files.length} ${group.name} test files (${proven(failure)})`);
    }
  }
  signal.throwIfAborted();
  const total = sum(counts);
  process.stdout.write(`\n${skipped.map((line) => `${line}\n`).join('')}${summary(total)}`);
  return verdict(total, skipped.length > 0);
}

function proven(failure: LabError): string {
  return [reasonOf(failure), ...failure.evidence].join('\n  ');
}

function verdict(total: Counts, groupsSkipped: boolean): number {
  const { CI, JAEGER_LAB_TEST_ENGINE } = process.env;
  const strict = CI === 'true' || Boolean(JAEGER_LAB_TEST_ENGINE);
  const incomplete = strict && (groupsSkipped || total.skipped > 0);
  if (incomplete) note('skipped tests are failures because CI or JAEGER_LAB_TEST_ENGINE is set');
  return incomplete || total.fail > 0 || total.cancelled > 0 ? 1 : 0;
}

async function runWithNeeds(group: Group, run: Run): Promise<GroupRun> {
  const around = { ...run, signal };
  if (group.name === 'integration') {
    return runGroup(group, { ...around, env: { ...run.env, ...(await realPrograms()) } });
  }
  if (group.name === 'docker') {
    await using setup = await dockerSetup(process.env, group.files, making);
    return await runGroup(group, { ...around, env: { ...run.env, ...setup.env } });
  }
  return runGroup(group, around);
}

/** The real parts that run as processes, passed to the tests in the environment, or the reason why they are missing. */
async function realPrograms(): Promise<Record<string, string>> {
  const ways = {
    JAEGER_LAB_TEST_JAEGER: () => ensureProgram(JAEGER_1, making),
    JAEGER_LAB_TEST_JAEGER_2: () => ensureProgram(JAEGER_2, making),
    JAEGER_LAB_TEST_JAEGER_2_RC: () => ensureProgram(JAEGER_2_RC, making),
    JAEGER_LAB_TEST_REDIS: () => ensureRedis(making),
    JAEGER_LAB_TEST_CHROMIUM: () => ensureChromium(making),
  };
  const env: Record<string, string> = {};
  for (const [name, way] of Object.entries(ways)) {
    Object.assign(env, await programOrReason(name, way(), making));
  }
  return env;
}
