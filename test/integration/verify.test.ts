import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import type { VerifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import { pidsOf, withoutEngine } from '../support/local-lab.ts';
import { assertCode, type Program } from '../support/program.ts';
import { elements, parseXml, type XmlElement } from '../support/well-formed-xml.ts';

const LOAD = ['load', '--n', '12', '--interval', '0', '--concurrency', '2', '--quiet', '--json'];

async function verified(lab: Program, code: number, ...args: string[]): Promise<VerifyAnswer> {
  const ended = await lab.run('verify', '--json', '--quiet', ...args);
  assertCode(ended, code);
  return JSON.parse(ended.stdout) as VerifyAnswer;
}

async function up(lab: Program): Promise<void> {
  assertCode(await lab.run('up', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'), 0);
}

async function suiteIn(lab: Program, file: string): Promise<XmlElement> {
  return parseXml(await readFile(join(lab.folder, file), 'utf8'));
}

/** The cases by their names, with what failed. */
const casesIn = (suite: XmlElement): [name: string, failed: boolean][] =>
  elements(suite, 'testcase').map((one) => [
    one.attributes['name'] ?? '',
    elements(one, 'failure').length > 0,
  ]);

test('what a planted fault leaves is complete; what it does not explain is named', async () => {
  await using lab = await withoutEngine();
  await up(lab);
  assertCode(await lab.run(...LOAD), 0);
  const names = async (): Promise<string[]> =>
    casesIn(await suiteIn(lab, 'v.xml')).map(([name]) => name);
  const whole = await verified(lab, 0, '--junit', 'v.xml');
  assert.deepEqual([whole.requests, whole.failed, whole.failedAsPlanned], [12, 0, 0]);
  const cases = await names();
  assert.ok(cases.includes('gateway GET /process: no trace is split'), cases.join('\n'));

  assertCode(await lab.run(...LOAD, '--fault', 'validator:error@50%', '--seed', '1'), 0);
  const planted = await verified(lab, 0);
  assert.deepEqual([planted.verified, planted.failed, planted.failedAsPlanned], [12, 6, 6]);
  const read = await lab.run('verify', '--format', 'table', '--quiet');
  assert.match(read.stdout, /^✔ 6 of 12 requests of run 2 failed as planted and left all/);

  assertCode(await lab.run('inject', 'enricher', '--error-rate', '1'), 0);
  assertCode(await lab.run(...LOAD), 0);
  const injected = await verified(lab, 0);
  assert.deepEqual([injected.failed, injected.failedAsPlanned], [12, 12]);

  const hasty = ['load', '--n', '6', '--interval', '0', '--concurrency', '6', '--quiet'];
  const late = ['--fault', 'gateway:delay=20s@50%', '--timeout', '12s'];
  assertCode(await lab.run('inject', '--off'), 0);
  assertCode(await lab.run(...hasty, ...late), 0);
  const timedOut = await verified(lab, 0);
  assert.deepEqual([timedOut.requests, timedOut.withoutResponse, timedOut.failed], [3, 3, 0]);

  // A fault that is switched on does not explain that its service is gone.
  assertCode(await lab.run('inject', 'enricher', '--error-rate', '1'), 0);
  process.kill((await pidsOf(lab))['enricher'] ?? 0, 'SIGKILL');
  const { code } = await lab.run(...LOAD);
  assert.equal(code === 0, false);
  const dead = await verified(lab, 1, '--junit', 'v.xml');
  assert.deepEqual([dead.requests, dead.failed, dead.failedAsPlanned], [12, 12, 0]);
  assert.deepEqual([...new Set(dead.failures.map((failure) => failure.class))], ['failed']);
  const reasons = dead.failures[0]?.reasons.join('; ') ?? '';
  assert.match(reasons, /gateway GET failed/);
  assert.match(reasons, /enricher GET \/enrich \(server\) is missing below gateway GET \(client\)/);
  assert.deepEqual(await names(), cases, 'the same names, whatever the result');
});

describe('rules of a file', () => {
  test('on attributes, failed spans, parts and the number of requests', async () => {
    await using lab = await withoutEngine();
    await up(lab);
    assertCode(await lab.run(...LOAD), 0);
    const rules = `attributes:
  - { service: validator, kind: server, has: { http.response.status_code: 200, http.route: /validate } }
contains:
  - service: gateway
    name: GET
    children: [{ service: enricher, attributes: { http.route: /enrich } }]
errors: 0
`;
    await writeFile(join(lab.folder, 'e.yaml'), rules);
    const args = ['--expect', 'e.yaml', '--at-least'];
    const good = await verified(lab, 0, ...args, '12');
    assert.deepEqual(
      good.expectations.map(({ what, result }) => [what, result]),
      [
        ['at least 12 requests', 'holds'],
        ['validator server has http.response.status_code=200, http.route=/validate', 'holds'],
        ['contains gateway GET > enricher http.route=/enrich', 'holds'],
        ['at most 0 traces with a failed span', 'holds'],
      ],
    );
    const few = await verified(lab, 1, ...args, '13', '--junit', 'v.xml');
    assert.equal(few.expectations[0]?.reason, '12 requests');
    const failed = casesIn(await suiteIn(lab, 'v.xml')).filter(([, isFailed]) => isFailed);
    assert.deepEqual(failed, [['at least 13 requests', true]]);
  });
});

test('load keeps its figures when Jaeger dies meanwhile', async () => {
  await using lab = await withoutEngine();
  await up(lab);
  const url = await jaegerUrl(lab);
  const load = lab.start('load', '--n', '10', '--interval', '100ms', '--json', '--quiet');
  const ended = load.ended.then(() => 'over');
  const isUnderWay = waitUntil(
    'the first trace',
    async () => ((await servicesIn(url)).includes('gateway') ? 'under way' : undefined),
    { everyMs: 50, timeoutMs: 60_000, signal: new AbortController().signal },
    realClock,
  );
  assert.equal(await Promise.race([isUnderWay, ended]), 'under way');
  process.kill((await pidsOf(lab))['jaeger'] ?? 0, 'SIGKILL');
  const { code, stdout, stderr } = await load.ended;
  assert.equal(code, 3, stderr);
  const answer = JSON.parse(stdout) as LoadAnswer;
  assert.deepEqual([answer.summary.requests, answer.summary.ok], [10, 10]);
  assert.ok((answer.summary.service.p50Us ?? 0) > 0);
  assert.equal(answer.traces, undefined);
  assert.match(stderr, /jaeger/i);
});

async function jaegerUrl(lab: Program): Promise<string> {
  const { stdout } = await lab.run('status', '--json');
  const { components } = JSON.parse(stdout) as StatusAnswer;
  const ports = components.find(({ name }) => name === 'jaeger')?.ports ?? [];
  return `http://127.0.0.1:${ports.find(({ name }) => name === 'query')?.hostPort ?? 0}`;
}

async function servicesIn(url: string): Promise<readonly string[]> {
  const { data } = (await (await fetch(`${url}/api/services`)).json()) as { data: string[] | null };
  return data ?? [];
}

test('a smoke test writes JUnit with a case for each step, also when the lab does not come up', async () => {
  await using lab = await withoutEngine();
  const args = ['smoke', '-n', '2', '--jaeger', 'embedded', '--quiet', '--junit', 's.xml'];
  assertCode(await lab.run(...args), 0);
  const good = await suiteIn(lab, 's.xml');
  const names = [
    'tutorial: the lab is up',
    'tutorial: every request is answered',
    'tutorial: every trace is as expected',
    'tutorial: the ranking names a place',
    'tutorial: the lab is removed',
  ];
  assert.deepEqual(
    casesIn(good),
    names.map((name) => [name, false]),
  );
  const [suite] = elements(good, 'testsuite');
  assert.match(suite?.attributes['timestamp'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  const times = elements(good, 'testcase').map((one) => Number(one.attributes['time']));
  assert.ok(
    (times[0] ?? 0) > 0 && Number(suite?.attributes['time']) >= (times[0] ?? 0),
    String(times),
  );

  assertCode(await lab.run(...args, '--env', 'validator.PORT=none'), 3);
  const bad = await suiteIn(lab, 's.xml');
  assert.deepEqual(
    casesIn(bad),
    names.map((name, at) => [name, at === 0]),
  );
  assert.equal(elements(bad, 'skipped').length, 3);
});
