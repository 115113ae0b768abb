import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { serveStore } from '../backend/embedded.ts';
import { caseRequest } from '../support/cases.ts';
import { run } from '../support/run.ts';

/** What a person reads when a command is asked about a case in an embedded Jaeger, without its line breaks. */
const answer = (name: string, ...args: string[]): Promise<string> =>
  answerAbout(caseRequest(name, Date.now()), ...args);

async function answerAbout(request: unknown, ...args: string[]): Promise<string> {
  await using jaeger = await serveStore(request);
  const { out, note, error } = await run([
    ...args,
    ...['--jaeger-url', jaeger.url, '--format', 'table'],
  ]);
  return `${out}${note}${error?.message ?? ''}`.replaceAll(/\s+/g, ' ');
}

const ORDERS = 'ca0df2c95aa144c1d0ff2ff3c8f967fd';
const BILLING = '1a1cdf750cfe09a4ef9a7ec40a2d7b5e';
const [WHOLE, CUT] = ['7ca373f7c7e0f17df9965485593768ce', '0000000000000000f9965485593768ce'];

describe('commands about cases in a Jaeger', () => {
  const cases: [title: string, name: string, args: string[], said: RegExp][] = [
    [
      'the consumer of another trace links to its producer, which is fetched',
      '05a-link-other-trace',
      ['trace', BILLING],
      new RegExp(`billing orders process links to orders orders publish.* in trace ${ORDERS}`),
    ],
    [
      'the trace of the producer finds the consumer',
      '05a-link-other-trace',
      ['trace', ORDERS],
      new RegExp(`orders publish.* is linked from billing orders process in trace ${BILLING}`),
    ],
    [
      'the edge of one of the two traces',
      '05a-link-other-trace',
      ['deps', '--trace', BILLING],
      /orders .*billing/,
    ],
    [
      'links to a trace that Jaeger does not have',
      '02-root-link-other-trace',
      ['trace', '4814d92093ac8a0f4a2163ab87dee509'],
      /airflow dag_run links to trace 3dc62793f394833a198243301f1c751d, which was not found airflow task links to/,
    ],
    [
      'links that lead nowhere are counted',
      '02-root-link-other-trace',
      ['deps'],
      /2 links lead to traces that were not read/,
    ],
    [
      'the part before the service that cuts ids',
      '07-truncated-128-64',
      ['trace', WHOLE],
      new RegExp(`cuts trace ids to 64 bits: the part behind it is trace ${CUT}`),
    ],
    [
      'the part behind it',
      '07-truncated-128-64',
      ['trace', CUT],
      new RegExp(`cuts trace ids to 64 bits: the part before it is trace ${WHOLE}`),
    ],
    ['a split trace, verified', '07-truncated-128-64', ['verify'], /2 split|split.*split/],
    [
      'the other half of a split trace is found where only one was asked for',
      '07-truncated-128-64',
      ['verify', '--service', 'edge'],
      new RegExp(`1 split.*the rest: ${CUT}`),
    ],
    [
      'and the half before it',
      '07-truncated-128-64',
      ['verify', '--service', 'readysvc'],
      new RegExp(`1 split.*the rest: ${WHOLE}`),
    ],
    [
      'a time that cannot be is a warning',
      '09b-start-zero',
      ['verify', '--since', '1h'],
      /impossible-time: epoch no-start has no start time, in 1 trace/,
    ],
    [
      'a list says which traces have such times',
      '09b-start-zero',
      ['traces', '--since', '1h'],
      /spans with impossible times in 1 trace/,
    ],
    [
      'an operation that is nearly right is suggested, whatever its service',
      '30-population',
      ['slowest', '--operation', 'GET /users/:id/crt'],
      /Jaeger has no operation "GET \/users\/:id\/crt"/,
    ],
    [
      'the exception is the reason',
      '21-exception-no-message',
      ['trace', 'latest'],
      /pay charge failed: CardError: card declined pay POST \/pay failed/,
    ],
    [
      'a stream is found by the duration of its trace, which stands beside that of the request',
      '23-streaming-root-ends-first',
      ['traces', '--sort', 'trace', '--min', '500ms'],
      /llmgw POST \/v1\/chat 6\.0 ms 1\.30 s/,
    ],
    [
      'retries are counted',
      '83-six-retries',
      ['trace', 'latest'],
      /5 retries of .* after a failure/,
    ],
    [
      'a root that failed is a failed request, also without a ledger',
      '21-exception-no-message',
      ['verify'],
      /1 failed .*pay charge failed.*not as expected: 1 of 1 request/,
    ],
    [
      'a failed request is counted',
      '21-exception-no-message',
      ['slowest'],
      /1 of 1 request failed \([0-9a-f]{8}\)/,
    ],
    [
      'a time that cannot be',
      '09b-start-zero',
      ['trace', '0480a93d2e9b094b89e08e01976089ac'],
      /epoch no-start has no start time/,
    ],
  ];
  for (const [title, name, args, said] of cases)
    test(`${name} ${args[0] ?? ''}: ${title}`, async () => {
      assert.match(await answer(name, ...args), said);
    });
});

describe('60-async-verify: what a file demands holds or fails with the span that it is about', () => {
  const cases: [title: string, file: string, said: RegExp][] = [
    ['no failed span', 'errors: 0', /failed span.*1 of 1 trace; ttwork INSERT failed: dup key/],
    [
      'an attribute that is there',
      'attributes: [{ service: ttwork, operation: INSERT, has: { db.system.name: postgresql } }]',
      /ttwork INSERT has db\.system\.name=postgresql.*1 of 1 span/,
    ],
    [
      'an attribute that is another',
      'attributes: [{ service: ttwork, operation: INSERT, has: { db.system.name: mysql } }]',
      /ttwork INSERT has db\.system\.name=mysql.*0 of 1 span/,
    ],
    [
      'a part that is there',
      'contains: [{ service: ttapi, name: orders publish, children: [{ service: ttwork, kind: consumer }] }]',
      /contains ttapi orders publish.*1 of 1 trace/,
    ],
    [
      'a part that is not',
      'contains: [{ service: ttapi, children: [{ service: ttwork, kind: server }] }]',
      /contains ttapi.*0 of 1 trace/,
    ],
  ];
  for (const [title, file, said] of cases)
    test(title, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-test-'));
      try {
        const path = join(folder, 'expected.yaml');
        await writeFile(path, `${file}\n`);
        assert.match(await answer('60-async-verify', 'verify', '--expect', path), said);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
});

describe('a link between internal spans is seen from both ends', () => {
  const request = JSON.parse(
    JSON.stringify(caseRequest('05a-link-other-trace', Date.now())).replaceAll(
      /"kind":[45]/g,
      '"kind":1',
    ),
  ) as { resourceSpans: unknown[] };
  const BACK = new RegExp(`orders publish is linked from billing orders process in ${BILLING}`);
  const backOf = (answered: string): string => answered.replaceAll(' trace ', ' ');

  test('from where it begins', async () => {
    const answered = await answerAbout(request, 'trace', BILLING);
    assert.match(answered, new RegExp(`links to orders orders publish in trace ${ORDERS}`));
  });

  test('from where it leads to', async () =>
    assert.match(backOf(await answerAbout(request, 'trace', ORDERS)), BACK));

  const startTimeUnixNano = `${Date.now() - 60_000}000000`;
  const others = Array.from({ length: 31 }, (_, i) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: `other-${i}` } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: `${i}`.padStart(32, 'c'),
            spanId: `${i}`.padStart(16, 'c'),
            ...{ name: 'work', startTimeUnixNano, endTimeUnixNano: startTimeUnixNano },
          },
        ],
      },
    ],
  }));

  test('of many services only those of the trace are searched', async () => {
    const resourceSpans = [...request.resourceSpans, ...others];
    const answered = await answerAbout({ resourceSpans }, 'trace', ORDERS);
    assert.doesNotMatch(backOf(answered), BACK);
    const ofOrders = JSON.parse(
      JSON.stringify(resourceSpans).replaceAll('"billing"', '"orders"'),
    ) as unknown;
    const found = await answerAbout({ resourceSpans: ofOrders }, 'trace', ORDERS);
    assert.match(found, /orders publish is linked from orders orders process/);
  });
});
