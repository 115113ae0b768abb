import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

type Rules = Readonly<Record<string, { readonly folders: readonly string[] }>>;

const root = new URL('../../', import.meta.url);
const { may, mayInCli } = (await import(new URL('.dependency-cruiser.js', root).href)) as {
  readonly may: Rules;
  readonly mayInCli: Rules;
};

/** What the page says of each folder that has a rule. */
async function table(): Promise<Map<string, string>> {
  const page = await readFile(new URL('docs/architecture.md', root), 'utf8');
  const rows = page.matchAll(/^\| `src\/([\w/]+)`\s*\|[^|]*\|\s*(.*?)\s*\|$/gm);
  return new Map(Array.from(rows, ([, folder = '', imports = '']) => [folder, imports]));
}

const listed = (folders: readonly string[]): string =>
  folders.map((folder) => `\`${folder}\``).join(', ') || 'nothing';

test('the table of docs/architecture.md is what the rules enforce', async () => {
  const said = await table();
  said.delete('cli');
  const enforced = new Map([
    ...Object.entries(may).map(([folder, { folders }]) => [folder, listed(folders)] as const),
    ...Object.entries(mayInCli).map(([folder, { folders }]) => {
      const more = folders.filter((one) => !Object.hasOwn(may, one));
      return [
        folder,
        ['all of the above', ...more.map((one) => listed([one]))].join(', '),
      ] as const;
    }),
  ]);
  assert.deepEqual(said, enforced);
});
