import assert from 'node:assert/strict';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text and that of everything within. */
  readonly text: string;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

/** What XML 1.0 allows in a document. */
const ALLOWED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const NAME = '[A-Za-z_][\\w.:-]*';
const TAG = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>`, 'y');
const TEXT = /[^<]+/y;

/** Reads a document without DTD, comments and CDATA; fails the test where it is not well-formed. */
export function parseXml(document: string): XmlElement {
  assert.match(document, ALLOWED, 'characters that XML 1.0 cannot hold');
  const source = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '').trim();
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  for (let at = 0; at < source.length;) {
    TEXT.lastIndex = at;
    const text = TEXT.exec(source)?.[0];
    if (text === undefined) at += takeTag(source, at, open);
    else {
      at += text.length;
      (open.at(-1) ?? top).text += unescaped(text);
    }
  }
  const names = open.map(({ name }) => name);
  assert.deepEqual(names, [''], 'elements that are never closed');
  const [only, ...others] = top.children;
  assert.ok(only && others.length === 0, 'one element holds all others');
  return only;
}

/** @returns how long the tag is */
function takeTag(source: string, at: number, open: Open[]): number {
  TAG.lastIndex = at;
  const [whole, close, name = '', attributes = '', empty] = TAG.exec(source) ?? [];
  assert.ok(whole !== undefined, `no tag at: ${source.slice(at, at + 80)}`);
  if (close !== '/')
    open.push({ name, attributes: attributesOf(attributes), children: [], text: '' });
  if (close === '/' || empty === '/') closeInnermost(name, open);
  return whole.length;
}

function closeInnermost(name: string, open: Open[]): void {
  const ended = open.pop();
  const outer = open.at(-1);
  assert.equal(ended?.name, name, 'an element is closed that is not the innermost');
  assert.ok(outer, 'more is closed than was opened');
  outer.children.push(ended);
  outer.text += ended.text;
}

/** All elements of the name, the element itself too. */
export function elements(within: XmlElement, name: string): XmlElement[] {
  const below = within.children.flatMap((child) => elements(child, name));
  return within.name === name ? [within, ...below] : below;
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([\w.:-]+)="([^"]*)"/g)];
  const names = found.map(([, name]) => name);
  assert.equal(new Set(names).size, names.length, `an attribute twice: ${text}`);
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const unescaped = (text: string): string =>
  text.replaceAll(/&[^;&]*;?/g, (entity) => {
    const meant = ENTITIES[entity];
    assert.ok(meant !== undefined, `no entity: ${entity}`);
    return meant;
  });
