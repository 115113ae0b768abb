import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderJunit } from '../../src/render/junit.ts';
import { elements, parseXml } from '../support/well-formed-xml.ts';

test('a suite with a case that passed and one that did not', () => {
  assert.equal(
    renderJunit('jaeger-lab verify', [
      { name: 'trace 1', failures: [] },
      { name: 'trace 2', type: 'split', failures: ['a "b" <c> & \'d\'', 'two'] },
    ]),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1">
<testsuite name="jaeger-lab verify" tests="2" failures="1" errors="0">
<testcase classname="jaeger-lab verify" name="trace 1"/>
<testcase classname="jaeger-lab verify" name="trace 2"><failure type="split" message="a &quot;b&quot; &lt;c&gt; &amp; &#39;d&#39;">a &quot;b&quot; &lt;c&gt; &amp; &#39;d&#39;
two</failure></testcase>
</testsuite>
</testsuites>
`,
  );
});

test('a suite without cases', () => {
  const suites = parseXml(renderJunit('none', []));
  assert.deepEqual(suites.attributes, { tests: '0', failures: '0' });
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
      const document = parseXml(renderJunit(suite, all));
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
      const [failure] = elements(parseXml(renderJunit('s', [{ name: 'n', failures }])), 'failure');
      assert.equal(failure?.attributes['message'], failures[0]);
      assert.equal(failure?.text, failures.join('\n'));
    }),
  );
});
