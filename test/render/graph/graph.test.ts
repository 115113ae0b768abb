import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderDot } from '../../../src/render/graph/dot.ts';
import { renderMermaid } from '../../../src/render/graph/mermaid.ts';
import { renderSvg } from '../../../src/render/graph/svg.ts';
import { printable } from '../../../src/render/terminal/printable.ts';
import { elements, parseXml, type XmlElement } from '../../support/well-formed-xml.ts';
import { edge, EVIL_NAMES, everything, graphOf, service } from './graph-cases.ts';

test('dot', () => {
  assert.equal(
    renderDot(everything),
    String.raw`digraph dependencies {
  rankdir=LR;
  node [fontname="sans-serif"];
  edge [fontname="sans-serif", fontsize=10];
  n0 [label="(outside)", shape=plaintext];
  n1 [label="shop", shape=box, style=rounded];
  n2 [label="payment", shape=box, style=rounded];
  n3 [label="redis", shape=cylinder];
  n4 [label="kafka orders", shape=cds];
  n5 [label="bank.example:443", shape=box, style=dashed];
  n0 -> n1 [label="2 calls, p50 1.0 ms"];
  n1 -> n2 [label="20 calls, 1 error, p50 10 ms, p95 19 ms", color="#c62828"];
  n1 -> n3 [label="1 call, p50 1.0 ms"];
  n1 -> n4 [label="1 message, p50 1.0 ms", style=dashed];
  n2 -> n5 [label="1 call, p50 1.0 ms"];
}
`,
  );
});

test('mermaid', () => {
  assert.equal(
    renderMermaid(everything),
    `flowchart LR
  n0(["(outside)"])
  n1("shop")
  n2("payment")
  n3[("redis")]
  n4[["kafka orders"]]
  n5["bank.example:443"]
  n0 -->|"2 calls, p50 1.0 ms"| n1
  n1 -->|"20 calls, 1 error, p50 10 ms, p95 19 ms"| n2
  n1 -->|"1 call, p50 1.0 ms"| n3
  n1 -.->|"1 message, p50 1.0 ms"| n4
  n2 -->|"1 call, p50 1.0 ms"| n5
  style n5 stroke-dasharray: 4
`,
  );
});

const nodeBoxes = (document: XmlElement) =>
  elements(document, 'g')
    .flatMap((group) => elements(group, 'rect'))
    .map(({ attributes }) => {
      const of = (name: string): number => Number(attributes[name]);
      const [left, top] = [of('x'), of('y')];
      return { left, top, right: left + of('width'), bottom: top + of('height') };
    });

describe('svg', () => {
  const document = parseXml(renderSvg(everything));

  test('is one well-formed picture that needs nothing else', () => {
    assert.equal(document.name, 'svg');
    assert.equal(document.attributes['xmlns'], 'http://www.w3.org/2000/svg');
    for (const name of ['script', 'image', 'use', 'foreignObject', 'style', 'a'])
      assert.deepEqual(elements(document, name), []);
  });

  test('has every node and every edge', () => {
    const shown = elements(document, 'text').map(({ text }) => text);
    for (const { name } of everything.nodes) assert.ok(shown.includes(name), name);
    const lines = elements(document, 'path').filter(({ attributes }) => attributes['marker-end']);
    assert.equal(lines.length, everything.edges.length);
    const dashed = lines.filter(({ attributes }) => attributes['stroke-dasharray']);
    assert.equal(dashed.length, 1, 'the message');
    const red = lines.filter(({ attributes }) => attributes['stroke'] === '#c62828');
    assert.equal(red.length, 1, 'the failed call');
  });

  test('nothing sticks out of it, and no two nodes overlap', () => {
    const { attributes } = document;
    const [width, height] = [Number(attributes['width']), Number(attributes['height'])];
    assert.equal(attributes['viewBox'], `0 0 ${width} ${height}`);
    const boxes = nodeBoxes(document);
    assert.equal(boxes.length, everything.nodes.length);
    for (const [i, box] of boxes.entries()) {
      assert.ok(box.left >= 0 && box.top >= 0, 'not left of it, nor above');
      assert.ok(box.right <= width && box.bottom <= height, 'not right of it, nor below');
      for (const other of boxes.slice(i + 1)) {
        const isBeside = box.right < other.left || other.right < box.left;
        const isAbove = box.bottom < other.top || other.bottom < box.top;
        assert.ok(isBeside || isAbove);
      }
    }
  });
});

test('a graph without edges is still a picture', () => {
  const none = graphOf([], { nodes: [service('alone')] });
  assert.equal(renderMermaid(none), 'flowchart LR\n  n0("alone")\n');
  assert.match(renderDot(none), /n0 \[label="alone"/);
  assert.equal(elements(parseXml(renderSvg(none)), 'text').length, 1);
  parseXml(renderSvg(graphOf([])));
});

/** A quoted string of DOT: only `\"` may hold a quote, and only `\\` a backslash. */
const DOT_STRING = /^ {2}n\d+ \[label="((?:[^"\\\n]|\\"|\\\\)*)", shape=box, style=rounded\];$/;

describe('names from outside stay names', () => {
  for (const name of EVIL_NAMES) {
    const graph = graphOf([edge([service(name), service('other')])]);
    const meant = printable(name);

    test(`dot: ${JSON.stringify(name)}`, () => {
      const line = renderDot(graph)
        .split('\n')
        .find((one) => one.startsWith('  n0 ['));
      const [, label] = DOT_STRING.exec(line ?? '') ?? [];
      assert.equal(label?.replaceAll(/\\(["\\])/g, '$1'), meant);
    });

    test(`mermaid: ${JSON.stringify(name)}`, () => {
      const line = renderMermaid(graph).split('\n')[1];
      const [, label] = /^ {2}n0\("([\p{L}\p{N}\p{M} ,.:/()#;-]*)"\)$/u.exec(line ?? '') ?? [];
      const read = label?.replaceAll(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
      assert.equal(read, meant);
    });

    test(`svg: ${JSON.stringify(name)}`, () => {
      const [group] = elements(parseXml(renderSvg(graph)), 'g');
      assert.ok(group);
      assert.equal(elements(group, 'title')[0]?.text, meant);
    });
  }
});
