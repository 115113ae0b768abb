import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** The folder of the package that a file below node_modules belongs to. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Files with terms that must go where the code goes: LICENSE, LICENCE.md, NOTICE, COPYING, LICENSE-MIT … */
const TERMS = /^(licen[cs]e|notice|copying)/i;

/** The folders of the packages that a bundle has code of. */
export function packagesIn({ inputs }: Metafile): string[] {
  return Object.keys(inputs).flatMap((path) => PACKAGE.exec(path)?.[0] ?? []);
}

/** A line above a licence's terms: whose it is, or the name of the licence, which stands beside the package's name. */
const HEAD =
  /^\W*(?:(?:copyright|\(c\)|©|all rights reserved).*|(?:the )?(?:mit|isc|bsd)(?: 2-clause| 3-clause)? licen[cs]e\W*(?:mit)?\W*)$/i;

/**
 * Names and versions of packages, each with its copyright, and their complete terms; packages with the same terms together.
 *
 * @param folders may name a package more than once
 * @throws Error for a package whose licence is not known in full
 */
export async function licences(folders: Iterable<string>): Promise<string> {
  const packages = await Promise.all([...new Set(folders)].map(read));
  const byTerms = new Map<string, { readonly terms: string; readonly titles: Set<string> }>();
  for (const { title, terms } of packages) {
    const { copyright, body } = parts(terms);
    const key = body.replaceAll(/\s+/g, ' ');
    const same = byTerms.get(key) ?? { terms: body, titles: new Set<string>() };
    byTerms.set(key, same);
    same.titles.add([title, ...copyright].join('\n    '));
  }
  return [...byTerms.values()]
    .map(({ terms, titles }) => `${[...titles].sort().join('\n')}\n\n${terms}\n`)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The copyright above the terms, a line each, and the terms themselves. */
function parts(terms: string): { copyright: string[]; body: string } {
  const lines = terms.split('\n');
  const end = lines.findIndex((line) => line.trim() !== '' && !HEAD.test(line));
  if (end <= 0) return { copyright: [], body: terms };
  const head = lines.slice(0, end).map((line) => line.trim());
  return {
    copyright: head.filter((line) => /copyright|\(c\)|©/i.test(line)),
    body: lines.slice(end).join('\n'),
  };
}

/** The texts of a package's terms; some keep them in a folder "licenses". */
async function terms(folder: string): Promise<string[]> {
  const found = (await readdir(folder)).filter((name) => TERMS.test(name)).sort();
  const files = (await Promise.all(found.map((name) => filesAt(join(folder, name))))).flat();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim());
}

/** `path` itself, or all files below it. */
async function filesAt(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

async function read(folder: string): Promise<{ title: string; terms: string }> {
  const { name, version, license, author } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  const texts = await terms(folder);
  const title = `${name} ${version}`;
  if (texts.length > 0) {
    const name = license === undefined ? title : `${title} (${license})`;
    return { title: name, terms: texts.join('\n\n') };
  }
  const text = STANDARD[license ?? ''];
  if (text === undefined) throw new Error(`${title} has no file with its licence: add the text`);
  const holder = typeof author === 'string' ? author : author?.name;
  return { title: `${title} (${license ?? ''})`, terms: `Copyright ${holder ?? name}\n\n${text}` };
}

/** Texts of the licences that packages name without bringing them along. */
const STANDARD: Readonly<Record<string, string>> = {
  ISC: `Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES
WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF
OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`,
};
