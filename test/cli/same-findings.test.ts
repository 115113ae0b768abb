import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { replay, VERSIONS } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const IDS = ['0', '1', '2', '3', '4'].map((digit) => `${digit}af7651916cd43dd8448eb211c80319c`);
const [TUTORIAL = '', CHECKOUT = ''] = IDS;

/** What differs between versions, and may: the version, its address, and what Jaeger itself counted. */
function findings(out: string, url: string): string {
  return JSON.stringify(JSON.parse(out), (key, value: unknown) => {
    if (key === 'jaegerVersion' || key === 'differences') return undefined;
    return value === url ? 'URL' : value;
  });
}

describe('four Jaegers lead to the same findings, byte for byte', () => {
  const commands: readonly string[][] = [
    ['traces'],
    ['traces', '--errors'],
    ['trace', 'slowest'],
    ['slowest'],
    ['slowest', '--by', 'self'],
    ['slowest', '--group-by', 'service'],
    ['slowest', '--group-by', 'http.route'],
    ['compare', TUTORIAL, CHECKOUT],
    ['compare', TUTORIAL, CHECKOUT, '--group-by', 'operation'],
    ['deps', '--outside'],
    ['verify', '--wait', '0ms'],
  ];
  for (const args of commands) {
    test(args.join(' '), async () => {
      const answers = await Promise.all(
        VERSIONS.map(async (folder) => {
          await using jaeger = await replay({ folder });
          await using lab = await labWithRun(jaeger.url, IDS);
          const { out } = await run([...args, '--json'], { env: lab.env });
          return findings(out, jaeger.url);
        }),
      );
      for (const answer of answers) assert.equal(answer, answers[0]);
    });
  }
});
