import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type JunitCase, renderJunit } from '../../src/render/junit.ts';
import { elements, parseXml } from '../support/well-formed-xml.ts';

const suiteOf = (name: string, cases: readonly JunitCase[]): string =>
  renderJunit({ name, startedAt: 0, tookMs: 0, cases });

test('a suite with a case that passed and one that did not', () => {
  assert.equal(
    renderJunit({
      name: 'jaeger-lab verify',
      startedAt: Date.parse('2026-11-26T09:00:00.5Z'),
      tookMs: 1234.5,
      cases: [
        { name: 'one', tookMs: 500, failures: [] },
        { name: 'two', type: 'split', failures: ['a "b" <c> & \'d\'', 'two'] },
        { name: 'three', failures: [], isSkipped: true },
      ],
    }),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" errors="0" skipped="1" time="1.234">
<testsuite name="jaeger-lab verify" tests="3" failures="1" errors="0" skipped="1" time="1.234" timestamp="2026-11-26T09:00:00">
<testcase classname="jaeger-lab verify" name="one" time="0.500"/>
<testcase classname="jaeger-lab verify" name="two" time="0.000"><failure type="split" message="a &quot;b&quot; &lt;c&gt; &amp; &#39;d&#39;">a &quot;b&quot; &lt;c&gt; &amp; &#39;d&#39;
two</failure></testcase>
<testcase classname="jaeger-lab verify" name="three" time="0.000"><skipped/></testcase>
</testsuite>
</testsuites>
`,
  );
});

test('a suite without cases', () => {
  const suites = parseXml(suiteOf('none', []));
  assert.deepEqual(suites.attributes, {
    ...{ tests: '0', failures: '0', errors: '0', skipped: '0', time: '0.000' },
  });
});

/** What breaks XML, or a terminal, or both. */
const odd = fc.string({
  unit: fc.constantFrom(
    'a',
    '<',
    '>',
    '&',
    '"',
    "'",
    ']]>',
    '\u0000',
    '\u001b[31m',
    '\ud800',
    '\ufffe',
    '\n',
    '😀',
    '&amp;',
  ),
});
const cases = fc.array(
  fc.record({ name: odd, type: odd, failures: fc.array(odd, { maxLength: 3 }) }),
  { maxLength: 5 },
);

test('whatever it is called, the document is well-formed and counts as many', () => {
  fc.assert(
    fc.property(odd, cases, (suite, all) => {
      const document = parseXml(suiteOf(suite, all));
      const failed = all.filter(({ failures }) => failures.length > 0).length;
      assert.equal(document.attributes['failures'], String(failed));
      assert.equal(elements(document, 'testcase').length, all.length);
      assert.equal(elements(document, 'failure').length, failed);
    }),
  );
});

test('text without control characters is read back as it was', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', '<', '>', '&', '"', "'", ' ') }), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(texts, (failures) => {
      const [failure] = elements(parseXml(suiteOf('s', [{ name: 'n', failures }])), 'failure');
      assert.equal(failure?.attributes['message'], failures[0]);
      assert.equal(failure?.text, failures.join('\n'));
    }),
  );
});
