import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { replay, serve } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { type Outcome, run } from '../support/run.ts';

const FIRST = '0af7651916cd43dd8448eb211c80319c';
const SECOND = '0af7651916cd43dd8448eb211c80319d';
const CHECKOUT = '1af7651916cd43dd8448eb211c80319c';

/** Every command that asks a Jaeger, about another one and about a lab's. */
const ofAnother: readonly string[][] = [
  ['trace', FIRST],
  ['trace', FIRST, '--raw'],
  ['trace', 'slowest', '--service', 'gateway'],
  ['traces', '--service', 'gateway'],
  ['traces', '--service', 'gateway', '--tag', 'error=true'],
  ['slowest', '--service', 'gateway'],
  ['slowest'],
  ['compare', FIRST, CHECKOUT],
  ['compare', '--slowest-vs-median', '--service', 'gateway'],
  ['deps', '--service', 'gateway'],
  ['verify', '--service', 'gateway'],
];
const ofLab: readonly string[][] = [
  ['trace', 'latest'],
  ['traces'],
  ['traces', '--since', '1h'],
  ['slowest'],
  ['slowest', '--since', '1h'],
  ['compare', '--runs', '1', '2'],
  ['compare', 'latest', 'slowest'],
  ['deps'],
  ['verify', '--wait', '0ms'],
  ['verify', '--since', '1h'],
];

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function asked(args: readonly string[], answer: Answer): Promise<Outcome> {
  await using jaeger = await serve(answer);
  return await run([...args, '--jaeger-url', jaeger.url]);
}

async function askedInLab(args: readonly string[], answer: Answer): Promise<Outcome> {
  await using jaeger = await serve(answer);
  await using lab = await labWithRun(jaeger.url, [FIRST], { earlier: [CHECKOUT] });
  return await run(args, { env: lab.env });
}

/** Exit code 3 with one sentence, the other Jaeger named once where it is asked, and nothing that looks like an answer or a stack. */
function assertSaid({ out, note, error }: Outcome, sentence: RegExp): void {
  assert.equal(out, '');
  assert.match(note, /^(asking http:\S+, by --jaeger-url\n)?$/);
  assert.equal(error?.exitCode, EXIT.notReady);
  assert.match(error.message, sentence);
  assert.doesNotMatch(error.message, /\n| at .*:\d+:\d+/);
}

const HALF = '{"result":{"resourceSpans":[{"resource":{}';
const whole =
  (status: number, body: string): Answer =>
  (_request, response) => {
    response.writeHead(status).end(body);
  };
const answers: [title: string, answer: Answer, sentence: RegExp][] = [
  ['a web page', whole(200, '<!doctype html><p>hello'), /with a web page/],
  [
    'an error of Jaeger’s',
    whole(500, '{"error":{"httpCode":500,"message":"disk"}}'),
    /failed to answer .*500: disk/,
  ],
  ['an error that is a page', whole(500, '<html><h1>Oops</h1></html>'), /failed to answer .*500/],
  ['half a document', whole(200, HALF), /cannot parse the response/],
  ['another shape', whole(200, '{"result":[],"services":{}}'), /cannot parse the response/],
  [
    'half of what was promised',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write(HALF, () => response.destroy());
    },
    /broke off|connection was closed|closed the connection/,
  ],
  [
    'a connection that ends at once',
    (request) => request.socket.destroy(),
    /connection was closed|closed the connection/,
  ],
];

for (const [title, answer, sentence] of answers) {
  describe(`${title}: exit code 3, and a sentence`, () => {
    for (const args of ofAnother) {
      test(args.join(' '), async () => assertSaid(await asked(args, answer), sentence));
    }
    for (const args of ofLab) {
      test(`of a lab: ${args.join(' ')}`, async () =>
        assertSaid(await askedInLab(args, answer), sentence));
    }
  });
}

test('connection refused', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  for (const args of ofAnother) {
    const outcome = await run([...args, '--jaeger-url', `http://127.0.0.1:${port}`]);
    assertSaid(outcome, /connection refused/);
  }
});

/** No command waits longer than the client's timeout for one request, and no command asks twice. */
const PATIENCE = { timeout: 60_000 };

describe('silence', () => {
  const silences: [title: string, answer: Answer][] = [
    ['not a word', () => undefined],
    [
      'the beginning of an answer, and no more',
      (_request, response) => {
        response.writeHead(200);
        response.write(HALF);
      },
    ],
  ];
  for (const [title, answer] of silences) {
    test(`${title}: every command gives up by itself`, PATIENCE, async () => {
      const outcomes = await Promise.all([
        ...ofAnother.map((args) => asked(args, answer)),
        ...ofLab.map((args) => askedInLab(args, answer)),
      ]);
      for (const outcome of outcomes) assertSaid(outcome, / 10 s\b/);
    });
  }

  test('for as long as JAEGER_LAB_JAEGER_TIMEOUT says', PATIENCE, async () => {
    const env = { JAEGER_LAB_JAEGER_TIMEOUT: '0.2s' };
    for (const args of ofAnother) {
      await using jaeger = await serve(() => undefined);
      const outcome = await run([...args, '--jaeger-url', jaeger.url], { env });
      assertSaid(outcome, / within 0\.2 s$/);
    }
  });

  for (const text of ['10', '0', '-1s', 'long']) {
    test(`JAEGER_LAB_JAEGER_TIMEOUT=${text} is not a duration`, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      const { error } = await run(['trace', FIRST, '--jaeger-url', jaeger.url], {
        env: { JAEGER_LAB_JAEGER_TIMEOUT: text },
      });
      assert.equal(error?.exitCode, EXIT.usage);
      assert.match(error.message, /^JAEGER_LAB_JAEGER_TIMEOUT: ".*" is not a duration$/);
    });
  }

  for (const args of ofAnother) {
    test(`until Ctrl-C: ${args.join(' ')}`, PATIENCE, async () => {
      const stop = new AbortController();
      await using jaeger = await serve(() => stop.abort());
      const { error } = await run([...args, '--jaeger-url', jaeger.url], { stop: stop.signal });
      assert.equal(error?.exitCode, EXIT.interrupted);
    });
  }
});

describe('the beginning of several ids: exit code 2, with those that begin so', () => {
  for (const args of [
    ['trace', '0af'],
    ['compare', '0af', 'latest'],
    ['compare', CHECKOUT, '0af'],
  ]) {
    test(args.join(' '), async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      await using lab = await labWithRun(jaeger.url, [FIRST, SECOND]);
      const { out, error } = await run(args, { env: lab.env });
      assert.equal(out, '');
      assert.equal(error?.exitCode, EXIT.usage);
      assert.match(error.message, /^ambiguous id 0af: 2 traces of run 1 start with it$/);
      assert.equal(error.hint, `use more digits: ${FIRST}, ${SECOND}`);
    });
  }
});
