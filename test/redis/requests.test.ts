import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ProtocolError, RequestReader } from '../../src/redis/requests.ts';

/** The requests in what came in these pieces. */
function read(...pieces: readonly (string | Buffer)[]): string[][] {
  const reader = new RequestReader();
  return pieces.flatMap((piece) =>
    [...reader.read(Buffer.from(piece as string))].map((request) =>
      request.map((argument) => argument.toString('latin1')),
    ),
  );
}

const encode = (request: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    Buffer.from(`*${request.length}\r\n`),
    ...request.flatMap((one) => [Buffer.from(`$${one.length}\r\n`), one, Buffer.from('\r\n')]),
  ]);

describe('requests', () => {
  const cases: [title: string, sent: string, expected: string[][]][] = [
    ['an array', '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n', [['GET', 'k']]],
    ['two at once', '*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n', [['PING'], ['PING']]],
    ['an empty string', '*2\r\n$3\r\nGET\r\n$0\r\n\r\n', [['GET', '']]],
    ['bytes that look like the protocol', '*1\r\n$6\r\n\r\n*1\r\n\r\n', [['\r\n*1\r\n']]],
    ['words', 'GET  key \r\n', [['GET', 'key']]],
    ['words that end as on a terminal', 'PING\n', [['PING']]],
    ['quoted words', `SET "a b" 'c "d"'\r\n`, [['SET', 'a b', 'c "d"']]],
    ['escapes', String.raw`SET k "\x41\n\"\\"` + '\r\n', [['SET', 'k', 'A\n"\\']]],
    ['empty lines and arrays of nothing', '\r\n*0\r\n*-1\r\n  \r\nPING\r\n', [['PING']]],
  ];
  for (const [title, sent, expected] of cases)
    test(title, () => assert.deepEqual(read(sent), expected));

  const wrong: [title: string, sent: string, message: RegExp][] = [
    ['a count that is not a number', '*x\r\n', /^invalid multibulk length$/],
    ['too many arguments', '*2000000\r\n', /^invalid multibulk length$/],
    ['something else than a string', '*1\r\n:1\r\n', /^expected '\$', got ':'$/],
    ['a length that is not a number', '*1\r\n$x\r\n', /^invalid bulk length$/],
    ['a length below zero', '*1\r\n$-1\r\n', /^invalid bulk length$/],
    ['a string that is too large', '*1\r\n$999999999\r\n', /^invalid bulk length$/],
    ['quotes that do not end', 'GET "a\r\n', /^unbalanced quotes in request$/],
    ['a line without an end', 'x'.repeat(70_000), /^too big inline request$/],
    ['a count without an end', `*${'1'.repeat(70_000)}`, /^too big mbulk count string$/],
    ['a length without an end', `*1\r\n$${'1'.repeat(70_000)}`, /^too big bulk count string$/],
  ];
  for (const [title, sent, message] of wrong)
    test(`${title} is a protocol error`, () =>
      assert.throws(
        () => read(sent),
        (error: Error) => error instanceof ProtocolError && message.test(error.message),
      ));

  const requests = fc.array(
    fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 }),
    { maxLength: 5 },
  );

  test('come out as they went in, wherever the pieces are cut', () =>
    fc.assert(
      fc.property(requests, fc.array(fc.nat(), { maxLength: 8 }), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(encode));
        const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
        const places = at.toSorted((a, b) => a - b);
        const pieces = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
        assert.deepEqual(
          read(...pieces),
          sent.map((request) => request.map((one) => Buffer.from(one).toString('latin1'))),
        );
      }),
    ));

  test('any bytes are requests or a protocol error, never anything else', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          read(Buffer.from(bytes));
        } catch (error) {
          assert.ok(error instanceof ProtocolError, String(error));
        }
      }),
      { numRuns: 500 },
    ));
});
