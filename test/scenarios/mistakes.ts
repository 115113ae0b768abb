import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LabError } from '../../src/base/errors.ts';
import { parseTopology } from '../../src/scenarios/topology-file.ts';

/** Where it is reported to be, why it is one, what to write instead. */
export type Case = readonly [
  title: string,
  yaml: string,
  place: string,
  reason: RegExp,
  hint: RegExp,
];

/** What is said of a file that is refused. */
export const errorOf = (yaml: string): LabError => {
  try {
    parseTopology(yaml, 't.yaml', 't');
  } catch (thrown) {
    assert.ok(thrown instanceof LabError, String(thrown));
    assert.equal(thrown.exitCode, 2);
    return thrown;
  }
  assert.fail('the file was taken');
};

/** A file that is right but for what is put into it. */
export const file = (endpoint: string, requests = 'requests: { go: a GET /x }'): string =>
  `services:\n  a:\n    GET /x: { ${endpoint} }\n  b: { GET /y: { latency: 1ms } }\n${requests}\n`;

export function testMistakes(cases: readonly Case[]): void {
  describe('a mistake is named with its place, the reason and what to write instead', () => {
    for (const [title, yaml, place, reason, hint] of cases) {
      test(title, () => {
        const error = errorOf(yaml);
        const [first = `${error.message} (${error.hint})`] = error.evidence;
        const [, at, rest] = /^t\.yaml:(\d+:\d+): (.*)$/s.exec(first) ?? [];
        assert.equal(at, place, first);
        assert.match(rest ?? '', reason);
        assert.match(rest?.replace(/\)$/, '') ?? '', hint);
      });
    }
  });
}
