import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { EXIT, Interrupted, LabError } from '../../src/base/errors.ts';
import { createJaegerClient, type JaegerClientOptions } from '../../src/jaeger/client.ts';
import { replay, serve } from './recordings.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const says =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

const PAGE = '<!DOCTYPE html><html><body>hello</body></html>';
const TRUNCATED = '{"services":["gateway","valid';

/** Every answer is a LabError with exit 3, a sentence and a hint: `URL` stands for the address. */
async function assertFailure(
  options: JaegerClientOptions,
  sentence: RegExp | string,
  hint: RegExp,
): Promise<void> {
  await assert.rejects(createJaegerClient(options).services(), ({ hint }: LabError) => {
    assert.match(hint ?? '', /./);
    assert.doesNotMatch(hint ?? '', /jaeger-lab/, 'no lab is in this');
    return true;
  });
  const ofLab = createJaegerClient({ ...options, isOfLab: true });
  await assert.rejects(ofLab.services(), (thrown: unknown) => {
    assert.ok(thrown instanceof LabError, String(thrown));
    assert.equal(thrown.exitCode, EXIT.notReady);
    const message = thrown.message.replaceAll(options.url, 'URL');
    if (typeof sentence === 'string') assert.equal(message, sentence);
    else assert.match(message, sentence);
    assert.doesNotMatch(message, /\n/);
    assert.match(thrown.hint ?? '', hint);
    return true;
  });
}

const answers: [title: string, answer: Answer, sentence: RegExp | string, hint: RegExp][] = [
  [
    'a web page where the API was expected',
    says(200, PAGE),
    'URL answers API requests with a web page: it is not the base URL of Jaeger',
    /base path/,
  ],
  [
    'nothing of Jaeger’s at all',
    says(404, '404 page not found\n'),
    "URL does not have Jaeger's API: /api/v3/services was not found (404)",
    /base path/,
  ],
  [
    'an error with Jaeger’s own words',
    says(500, '{"error":{"httpCode":500,"message":"no living connections"}}'),
    'Jaeger at URL failed to answer /api/v3/services (500: no living connections)',
    /jaeger-lab logs jaeger/,
  ],
  [
    'an error of the legacy form',
    says(500, '{"data":null,"errors":[{"code":500,"msg":"a"},{"code":500,"msg":"b"}]}'),
    'Jaeger at URL failed to answer /api/v3/services (500: a; b)',
    /jaeger-lab logs jaeger/,
  ],
  [
    'a proxy that has lost its Jaeger',
    says(502, PAGE),
    'Jaeger at URL failed to answer /api/v3/services (502)',
    /jaeger-lab logs jaeger/,
  ],
  [
    'a tenant that is missing',
    says(401, 'missing tenant header'),
    'Jaeger at URL requires a tenant (401: missing tenant header)',
    /--header/,
  ],
  [
    'a redirect to a login page',
    says(302, '', { location: 'https://login.example/' }),
    'URL redirects to https://login.example/ (302)',
    /--jaeger-url/,
  ],
  [
    'half of an answer that ends as if it were whole',
    says(200, TRUNCATED),
    /^cannot parse the response of Jaeger at URL to \/api\/v3\/services: .*JSON/,
    /--jaeger-url/,
  ],
  [
    'a text that is not JSON',
    says(200, 'OK'),
    /^cannot parse the response of Jaeger at URL to \/api\/v3\/services: .*JSON/,
    /--jaeger-url/,
  ],
  [
    'JSON of another kind',
    says(200, '{"services":[1]}'),
    'cannot parse the response of Jaeger at URL to /api/v3/services: the response.services.0: Invalid input: expected string, received number',
    /--jaeger-url/,
  ],
  [
    'half of an answer, then silence of the line',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write(TRUNCATED, () => response.destroy());
    },
    'Jaeger at URL closed the connection in the middle of its response to /api/v3/services',
    /jaeger-lab logs jaeger/,
  ],
  [
    'half of an answer in chunks',
    (_request, response) => {
      response.write(TRUNCATED, () => response.destroy());
    },
    'Jaeger at URL closed the connection in the middle of its response to /api/v3/services',
    /jaeger-lab logs jaeger/,
  ],
  [
    'a connection that is closed without an answer',
    (request) => request.socket.destroy(),
    'cannot reach Jaeger at URL: the connection was closed without a response',
    /jaeger-lab repair/,
  ],
];

describe('an answer that is of no use is one sentence', () => {
  for (const [title, answer, sentence, hint] of answers) {
    test(title, async () => {
      await using server = await serve(answer);
      await assertFailure({ url: server.url }, sentence, hint);
    });
  }

  test('an answer that is too large', async () => {
    await using server = await serve(says(200, `{"services":["${'x'.repeat(3 * 2 ** 20)}"]}`));
    await assertFailure(
      { url: server.url, maxBytes: 2 ** 20 },
      'the response of Jaeger at URL to /api/v3/services is larger than 1 MiB',
      /--limit/,
    );
  });

  test('a Jaeger under a base path that was not given', async () => {
    await using server = await replay({ folder: 'jaeger-1.57', without: '/api/' });
    await assertFailure({ url: server.url }, /answers API requests with a web page/, /base path/);
  });
});

describe('no answer is one sentence', () => {
  test('nothing listens', async () => {
    const gone = await serve(says(200, ''));
    await gone[Symbol.asyncDispose]();
    await assertFailure(
      { url: gone.url },
      'cannot reach Jaeger at URL: connection refused',
      /jaeger-lab repair/,
    );
  });

  test('an unknown host', async () => {
    // Reserved for this by RFC 2606. Without a name server it cannot be looked up, or not in time.
    await assertFailure(
      { url: 'http://jaeger.invalid:16686' },
      /: unknown host$|: the DNS lookup of the host failed$|within 10 s$/,
      /jaeger-lab/,
    );
  });

  test('it hangs before the answer', async () => {
    await using server = await serve(() => undefined);
    await assertFailure(
      { url: server.url, timeoutMs: 100 },
      'Jaeger at URL did not answer /api/v3/services within 0.1 s',
      /jaeger-lab logs jaeger/,
    );
  });

  test('it hangs in the middle of the answer', async () => {
    await using server = await serve((_request, response) => {
      response.write(TRUNCATED);
    });
    await assertFailure(
      { url: server.url, timeoutMs: 200 },
      'Jaeger at URL did not answer /api/v3/services within 0.2 s',
      /--limit/,
    );
  });

  test('it trickles, byte by byte, and never ends', async () => {
    await using server = await serve((_request, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    await assertFailure({ url: server.url, timeoutMs: 200 }, /within 0.2 s$/, /--limit/);
  });

  test('what listens speaks another protocol', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.end('SSH-2.0-OpenSSH_9.6\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await assertFailure(
        { url: `http://127.0.0.1:${port}` },
        'cannot reach Jaeger at URL: the server there does not use HTTP',
        /--jaeger-url/,
      );
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('TLS is spoken to what does not speak it', async () => {
    await using server = await serve(says(200, ''));
    await assertFailure(
      { url: server.url.replace('http:', 'https:') },
      'cannot reach Jaeger at URL: the server there does not use TLS',
      /--jaeger-url/,
    );
  });
});

describe('the signal', () => {
  test('ends a request that hangs', async () => {
    const stop = new AbortController();
    await using server = await serve(() => stop.abort());
    const client = createJaegerClient({ url: server.url, signal: stop.signal });
    await assert.rejects(client.services(), Interrupted);
  });

  test('ends an answer that hangs', async () => {
    const stop = new AbortController();
    await using server = await serve((_request, response) => {
      response.write(TRUNCATED, () => setTimeout(() => stop.abort(), 50));
    });
    const client = createJaegerClient({ url: server.url, signal: stop.signal });
    await assert.rejects(client.version(), Interrupted);
  });

  test('fired before, nothing is asked', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    const client = createJaegerClient({ url: jaeger.url, signal: AbortSignal.abort() });
    await assert.rejects(client.services(), Interrupted);
    assert.deepEqual(jaeger.asked, []);
  });
});
