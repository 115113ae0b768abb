import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { otlpLine } from '../../src/files/otlp-line.ts';
import { run } from '../support/run.ts';
import { span, traceOf } from '../support/trace-builder.ts';
import { fileIn, temporaryFolder } from '../support/trace-files.ts';

/** Ten requests, of which so many failed. */
const requests = (failed: number) =>
  Array.from({ length: 10 }, (_, n) =>
    traceOf(
      [
        span('shop', 'GET /', [0, 10], {
          kind: 'server',
          ...(n < failed && { status: 'error', statusMessage: 'sold out' }),
        }),
      ],
      (n + 1).toString(16).padStart(32, '0'),
    ),
  );

describe('requests that failed, with a limit of errors', () => {
  const cases: [limit: string, failed: number, good: number, allowed: number][] = [
    ['10%', 1, 10, 1],
    ['1', 1, 10, 1],
    ['10%', 2, 8, 0],
    ['0', 1, 9, 0],
    ['10%', 0, 10, 0],
  ];
  for (const [limit, failed, good, allowed] of cases)
    test(`at most ${limit}, ${failed} of 10 failed: ${good} good`, async () => {
      await using folder = await temporaryFolder();
      const file = await fileIn(folder, 't.jsonl', requests(failed).map(otlpLine).join(''));
      const rules = await fileIn(folder, 'rules.yaml', `errors: ${limit}\n`);
      const { out, error } = await run(['verify', '--file', file, '--expect', rules, '--json']);
      const answer = JSON.parse(out) as Record<string, unknown>;
      assert.deepEqual(
        [answer['verified'], answer['failed'], answer['failedAsAllowed'], answer['ok']],
        [good, failed, allowed, good === 10],
      );
      assert.equal(error?.exitCode, good === 10 ? undefined : EXIT.no);
    });
});
