import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT, LabError } from '../../../src/base/errors.ts';
import { throwUnlessWell } from '../../../src/cli/labs/answer-load.ts';
import type { DrivenLoad } from '../../../src/cli/labs/drive-load.ts';
import type { Run } from '../../../src/lab/runs.ts';
import { summarise } from '../../../src/load/latency.ts';
import { tutorial } from '../../../src/scenarios/tutorial.ts';

type Records = Run['records'];

const times = { dueMs: 0, sentMs: 0, finishedMs: 1 };
const good: Records = Array.from({ length: 10 }, () => ({ ...times, status: 200 }));
const refused: Records = Array.from({ length: 10 }, () => ({ ...times, failure: 'refused' }));
const planted: Records = refused.map((record) => ({
  ...{ ...record, failure: 'timeout', fault: 'enricher:delay=2s' },
}));

/** What is thrown for these requests, of which the unplanned ones failed without a fault. */
function thrown(records: Records, unplanned: Records, changes: Partial<Run> = {}): LabError {
  const run: Run = {
    ...{ version: 1, id: 1, scenario: 'tutorial', url: 'http://localhost:5000/process', plan: {} },
    ...{ startedAt: '', finishedAt: '', interrupted: false, records, ...changes },
  };
  const traces = undefined;
  const load: DrivenLoad = {
    scenario: tutorial,
    run,
    summary: summarise(records),
    unplanned,
    traces,
  };
  try {
    throwUnlessWell(load);
  } catch (error) {
    assert.ok(error instanceof LabError);
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('requests that failed are an answer that is no: exit code 1', () => {
  test('all of them', () => {
    const { message, hint, exitCode } = thrown(refused, refused);
    assert.equal(message, 'all 10 requests to http://localhost:5000/process failed: 10 refused');
    assert.deepEqual([hint, exitCode], ['jaeger-lab status', EXIT.no]);
  });

  test('some, with the share that would accept them', () => {
    const { message, hint, exitCode } = thrown([...good, ...refused], refused);
    assert.equal(message, '10 of 20 requests failed: 10 refused');
    assert.match(hint ?? '', /accept so many: --allow-failures 50%/);
    assert.equal(exitCode, EXIT.no);
  });

  test('planted failures are not among the reasons', () => {
    const some = refused.slice(0, 3);
    const { message } = thrown([...good, ...planted, ...some], some);
    assert.equal(message, '3 of 23 requests failed: 3 refused');
  });
});
