import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT, Interrupted, LabError } from '../../../src/base/errors.ts';
import { phrase } from '../../../src/cli/shell/phrase.ts';
import { errorDocument, reportError } from '../../../src/cli/shell/report-error.ts';
import { asksForJson, labIn, startedAs } from '../../../src/cli/shell/started-as.ts';

const asIs = (text: string): string => text;

test('a user’s mistake is a sentence, its proof and what to type next', () => {
  const error = new LabError('enricher ended', {
    evidence: ['last line', ''],
    hint: 'jaeger-lab up',
    exitCode: EXIT.notReady,
  });
  assert.deepEqual(
    reportError(error, (hint) => `try ${hint}`, asIs),
    {
      text: '✖ enricher ended\n  │ last line\n→ try jaeger-lab up\n',
      error: 'enricher ended',
      hint: 'try jaeger-lab up',
      exitCode: 3,
    },
  );
});

test('each way out and each command to type has a line, which is never broken', () => {
  const error = new LabError('it is down', {
    hint: 'see what it wrote in its log: jaeger-lab logs gateway; jaeger-lab down, then jaeger-lab up',
  });
  assert.deepEqual(reportError(error, asIs, asIs, 30).text.split('\n'), [
    '✖ it is down',
    '→ see what it wrote in its',
    '  log:',
    '  jaeger-lab logs gateway',
    '→ jaeger-lab down, then',
    '  jaeger-lab up',
    '',
  ]);
});

test('nothing of a user’s mistake reaches the terminal as it came', () => {
  const error = new LabError('no \u0007', { evidence: ['\u0007'], hint: 'it knows \u0007' });
  const { text } = reportError(error, asIs, (raw) => raw.replaceAll('\u0007', '(bell)'));
  assert.equal(text, '✖ no (bell)\n  │ (bell)\n→ it knows (bell)\n');
});

test('an interruption is a word and 130', () => {
  assert.deepEqual(reportError(new Interrupted(), asIs, asIs), {
    text: 'interrupted\n',
    error: 'interrupted',
    exitCode: 130,
  });
});

test('a bug of ours shows its stack and exits with 70', () => {
  const { text, exitCode } = reportError(new TypeError('x is undefined'), asIs, asIs);
  assert.match(text, /bug in jaeger-lab[\s\S]*TypeError: x is undefined\n\s+at /);
  assert.equal(exitCode, 70);
});

test('commands in a message work where the program was started, and for the same lab', () => {
  const cases: [text: string, startedAs: string, lab: string | undefined, expected: string][] = [
    ['jaeger-lab up', 'jaeger-lab', undefined, 'jaeger-lab up'],
    ['jaeger-lab up', 'npx jaeger-lab', 'lab', 'npx jaeger-lab up'],
    [
      'see why: jaeger-lab logs x; jaeger-lab up',
      'jaeger-lab',
      'b',
      'see why: jaeger-lab logs --name b x; jaeger-lab up --name b',
    ],
    ['stop it', 'jaeger-lab', 'b', 'stop it'],
  ];
  for (const [text, started, lab, expected] of cases)
    assert.equal(phrase(text, started, lab), expected);
});

test('how the program was started', () => {
  assert.equal(startedAs('/usr/bin/jaeger-lab', '/x', {}), 'jaeger-lab');
  assert.equal(startedAs('/x/dist/main.js', '/x', {}), 'node dist/main.js');
  assert.equal(startedAs('/x/dist/main.js', undefined, {}), 'node /x/dist/main.js');
  assert.equal(startedAs('/x/dist/main.js', '/x', { npm_command: 'run' }), 'npx jaeger-lab');
  assert.equal(startedAs('/x/jaeger-lab', '/x', { npm_command: 'exec' }), 'npx jaeger-lab');
  const fromFile = { npm_command: 'exec', npm_config_package: './jaeger-lab-0.1.0.tgz' };
  assert.equal(
    startedAs('/x/jaeger-lab', '/x', fromFile),
    'npx --package ./jaeger-lab-0.1.0.tgz jaeger-lab',
  );
});

test('which lab the arguments name', () => {
  assert.equal(labIn(['up', '--name', 'a']), 'a');
  assert.equal(labIn(['up', '--name=b', 'x']), 'b');
  assert.equal(labIn(['up']), undefined);
  assert.equal(labIn(['exec', '--', 'docker', 'run', '--name', 'a']), undefined);
});

test('for a program an error is one line of JSON, where the answer was to be JSON', () => {
  const report = reportError(new LabError('no', { hint: 'up', exitCode: EXIT.usage }), asIs, asIs);
  assert.equal(
    errorDocument(report),
    '{"schema":"jaeger-lab/error@1","error":"no","hint":"up","exitCode":2}\n',
  );
  const cases: [args: string[], env: Record<string, string>, isJson: boolean][] = [
    [['slowest', '--json'], {}, true],
    [['slowest', '--format', 'json'], {}, true],
    [['slowest', '--format=json'], {}, true],
    [['slowest'], { JAEGER_LAB_FORMAT: 'json' }, true],
    [['slowest', '--format', 'table'], { JAEGER_LAB_FORMAT: 'json' }, false],
    [['slowest'], {}, false],
  ];
  assert.equal(asksForJson(['exec', '--', 'npm', 'ls', '--json'], {}), false);
  for (const [args, env, isJson] of cases) assert.equal(asksForJson(args, env), isJson);
});

test('a sentence ends its lines at spaces of the terminal, a command is not broken', () => {
  const words = Array.from({ length: 30 }, (_, i) => `word${i}`).join(' ');
  const command = `jaeger-lab slowest --service ${'a-long-name-'.repeat(6)}`;
  for (const hint of [words, command]) {
    const error = new LabError(words, { hint });
    const { text } = reportError(
      error,
      (said) => said,
      (said) => said,
      60,
    );
    const lines = text.trimEnd().split('\n');
    const typed = lines.filter((line) => line.length > 60);
    assert.deepEqual(typed, hint === command ? [`→ ${command}`] : []);
    assert.deepEqual(text.replaceAll(/[✖→]/g, '').split(/\s+/).filter(Boolean), [
      ...words.split(' '),
      ...hint.split(' '),
    ]);
  }
});

test('proof of an error goes on below where a line ends', () => {
  const error = new LabError('it is down', { evidence: ['likely cause: no route to the host'] });
  assert.deepEqual(reportError(error, asIs, asIs, 24).text.split('\n'), [
    '✖ it is down',
    '  │ likely cause: no',
    '  │ route to the host',
    '',
  ]);
});
