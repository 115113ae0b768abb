import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { endOfLog, endedAs, LINES_READ } from '../../src/runtime/reason-in-log.ts';

describe('the reason of an end', () => {
  test('is found before the stack traces of a server in Java', async () => {
    const text = await readFile('test/fixtures/storage-failures/elasticsearch-heap.log', 'utf8');
    const lines = text.trimEnd().split('\n').slice(-LINES_READ);
    assert.ok(lines.slice(-25).every((line) => line.startsWith('\tat ')));
    const reason = 'ended with exit code 127: it has too little memory: Java heap space';
    assert.equal(endedAs('ended with exit code 127', lines), reason);
  });

  test('is the panic of a program in Go, before the traces of its goroutines', async () => {
    const text = await readFile('test/fixtures/logs/collector-1.57-panic.log', 'utf8');
    assert.equal(
      endedAs('ended with exit code 2', text.trimEnd().split('\n')),
      'ended with exit code 2; last log line: panic: runtime error: invalid memory address or nil pointer dereference',
    );
  });

  test('is shown with the first frames of an error of Node.js', () => {
    const frames = ['    at one (a.js:1:1)', '    at two (b.js:2:2)', '    at three (c.js:3:3)'];
    const error = ['Error: no such file', ...frames];
    const lines = [...error, '    at four (node:internal)', 'Node.js v24.0.0'];
    assert.deepEqual(endOfLog(lines), [...error, 'Node.js v24.0.0']);
  });
});
