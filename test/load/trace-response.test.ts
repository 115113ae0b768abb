import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseTraceResponse, traceResponseIn } from '../../src/load/trace-response.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const ZEROS = '0'.repeat(32);

const cases: [title: string, header: string, sampled: boolean | 'none'][] = [
  ['sampled', `00-${TRACE}-${SPAN}-01`, true],
  ['not sampled', `00-${TRACE}-${SPAN}-00`, false],
  ['sampled among other flags', `00-${TRACE}-${SPAN}-03`, true],
  ['other flags only', `00-${TRACE}-${SPAN}-fe`, false],
  ['a later version', `01-${TRACE}-${SPAN}-01`, true],
  ['a later version that says more', `01-${TRACE}-${SPAN}-01-more`, true],
  ['empty', '', 'none'],
  ['the invalid version', `ff-${TRACE}-${SPAN}-01`, 'none'],
  ['version 00 that says more', `00-${TRACE}-${SPAN}-01-more`, 'none'],
  ['a trace id of zeros', `00-${ZEROS}-${SPAN}-01`, 'none'],
  ['a span id of zeros', `00-${TRACE}-${ZEROS.slice(16)}-01`, 'none'],
  ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`, 'none'],
  ['a long trace id', `00-${TRACE}0-${SPAN}-01`, 'none'],
  ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`, 'none'],
  ['no hex digits', `00-${TRACE.replace('4', 'g')}-${SPAN}-01`, 'none'],
  ['no flags', `00-${TRACE}-${SPAN}`, 'none'],
  ['a line that goes on', `00-${TRACE}-${SPAN}-01\n`, 'none'],
  ['blanks around it', ` 00-${TRACE}-${SPAN}-01 `, 'none'],
];

describe('a traceresponse header', () => {
  for (const [title, header, sampled] of cases) {
    test(title, () => {
      const expected = sampled === 'none' ? undefined : { traceId: TRACE, sampled };
      assert.deepEqual(parseTraceResponse(header), expected);
    });
  }

  const GOOD = `00-${TRACE}-${SPAN}-01`;
  const answers: [title: string, headers: string[], found: boolean][] = [
    ['alone', ['traceresponse', GOOD], true],
    ['among others', ['Date', 'today', 'traceresponse', GOOD, 'Content-Type', 'text/html'], true],
    ['in capitals', ['TraceResponse', GOOD], true],
    ['absent', ['Date', 'today'], false],
    ['where there are no headers', [], false],
    ['as the value of another', ['traceresponsf', GOOD, 'Via', 'traceresponse'], false],
    ['repeated', ['traceresponse', GOOD, 'Traceresponse', GOOD], false],
    ['malformed', ['traceresponse', `${GOOD}0`], false],
  ];
  for (const [title, headers, found] of answers) {
    test(`among an answer’s headers, ${title}`, () => {
      const expected = found ? { traceId: TRACE, sampled: true } : undefined;
      const raw = headers.map((text) => Buffer.from(text));
      assert.deepEqual(traceResponseIn(raw), expected);
    });
  }

  test('of any text never gives a malformed id', () => {
    const mangled = fc
      .tuple(fc.nat(54), fc.string({ maxLength: 3 }))
      .map(([at, text]) => `00-${TRACE}-${SPAN}-01`.slice(0, at) + text);
    fc.assert(
      fc.property(fc.oneof(fc.string(), mangled), (header) => {
        const reported = parseTraceResponse(header);
        if (reported) assert.match(reported.traceId, /^(?!0{32})[0-9a-f]{32}$/);
      }),
    );
  });
});
