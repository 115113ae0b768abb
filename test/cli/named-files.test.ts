import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Command } from 'commander';
import { EXIT } from '../../src/base/errors.ts';
import { programInMemory } from '../support/examples.ts';
import { run } from '../support/run.ts';
import { temporaryFolder } from '../support/trace-files.ts';

/** An option, or an argument by its name, of a command by its path: "images load". */
interface Place {
  readonly command: string;
  readonly name: string;
}

const NOWHERE = 'http://127.0.0.1:9';

/** Options that name a file to write. */
const WRITTEN = ['--out', '--output', '--junit'];

/** Why some places are left out. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'target add': 'keeps the path for the commands with --target',
  'images save': 'writes the file',
  'images load': 'needs an engine: test/docker/mirror.test.ts',
  'scenario new': 'writes the file',
  'export compose --jaeger-bin': 'Compose starts images',
};

const READ = /<(file|path|files\.\.\.)>$|^--(header|data|sampling) /;

function placesIn(command: Command, path: readonly string[] = []): Place[] {
  const options = command.options.filter(({ flags, hidden }) => READ.test(flags) && !hidden);
  const args = command.registeredArguments.map((one) => one.name());
  const names = [
    ...options.map(({ long }) => long ?? '').filter((long) => !WRITTEN.includes(long)),
    ...args.filter((name) => ['file', 'files', 'scenario'].includes(name)),
  ];
  const below = command.commands.flatMap((one) => placesIn(one, [...path, one.name()]));
  return [...names.map((name) => ({ command: path.join(' '), name })), ...below];
}

const places = placesIn(await programInMemory()).filter(
  ({ command, name }) => !(command in ELSEWHERE) && !(`${command} ${name}` in ELSEWHERE),
);

/** The option or argument with a file. */
function naming(name: string, file: string): string[] {
  switch (name) {
    case '--cert':
    case '--key':
      return ['--cert', file, '--key', file];
    case '--header':
      return [name, `x-token: file:${file}`];
    case '--data':
      return [name, `@${file}`];
    case '--sampling':
      return [name, `remote=${file}`];
    default:
      return name.startsWith('--') ? [name, file] : [file];
  }
}

/** What must be typed beside some options. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  '--settings': ['--app', NOWHERE],
  '--jaeger-bin': ['--runtime', 'local'],
  '--sampling': ['--runtime', 'local', '--jaeger', 'embedded'],
  '--data': ['--method', 'POST'],
  '--teacher': ['--class', '7'],
};

const isAccess = (name: string): boolean =>
  ['--ca', '--cert', '--key', '--header', '--bearer-token-file'].includes(name);

/** What must be typed behind the options of some commands, so that they read a file. */
const OF_COMMAND: Readonly<Record<string, readonly string[]>> = {
  load: ['--url', NOWHERE],
  doctor: ['--otlp', NOWHERE],
  import: ['--otlp', NOWHERE],
  compare: ['latest', 'slowest'],
  trace: ['latest'],
  smoke: ['--artifacts', '/tmp'],
  challenge: ['--artifacts', '/tmp'],
  exec: ['--', 'true'],
};

function beside({ command, name }: Place): readonly string[] {
  if (command === 'import') return name === 'files' ? [] : [import.meta.filename];
  return isAccess(name) || command === 'doctor' ? ['--jaeger-url', NOWHERE] : [];
}

const typed = (place: Place, file: string): string[] => [
  ...place.command.split(' '),
  ...naming(place.name, file),
  ...(BESIDE[place.name] ?? []),
  ...beside(place),
  ...(OF_COMMAND[place.command] ?? []),
];

/** They read folders too. */
const takesFolder = ({ command, name }: Place): boolean =>
  name === '--file' || `${command} ${name}` === 'import files';

/** Without the right of root to read everything. */
async function asAnyone<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

async function assertSaid(place: Place, file: string, reason: string): Promise<void> {
  const words = typed(place, file);
  const { error } = await run(words, { env: { XDG_STATE_HOME: '/nonexistent' } });
  const said = error?.message.replace(/^smoke: /, '');
  assert.equal(said, `cannot read ${file}: ${reason}`, words.join(' '));
  assert.ok(error?.hint, words.join(' '));
  assert.equal(error.exitCode, EXIT.usage, words.join(' '));
}

describe('a file that a user names and that cannot be read: one sentence in every command', () => {
  test('the places are found', () => {
    assert.ok(places.length > 60, `${places.length}`);
  });

  test('no such file', async () => {
    for (const place of places)
      await assertSaid(place, '/nonexistent/a.yaml', 'no such file or directory');
  });

  test('a directory', async () => {
    await using folder = await temporaryFolder();
    for (const place of places.filter((one) => !takesFolder(one)))
      await assertSaid(place, `${folder.path}/`, 'it is a directory');
  });

  test('a socket', async () => {
    await using folder = await temporaryFolder();
    await using server = createServer().listen(join(folder.path, 'a.sock'));
    await once(server, 'listening');
    for (const place of places)
      await assertSaid(place, join(folder.path, 'a.sock'), 'not a regular file');
  });

  test('a circular link', async () => {
    await using folder = await temporaryFolder();
    const link = join(folder.path, 'a.yaml');
    await symlink(link, link);
    for (const place of places) await assertSaid(place, link, 'too many levels of symbolic links');
  });

  test('no permission', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'secret', 'a.yaml');
    await mkdir(join(folder.path, 'secret'));
    await writeFile(file, '{}');
    await chmod(join(folder.path, 'secret'), 0);
    await asAnyone(async () => {
      for (const place of places) await assertSaid(place, file, 'permission denied');
    });
    await chmod(join(folder.path, 'secret'), 0o700);
  });

  test('a URL', async () => {
    for (const place of places)
      await assertSaid(place, 'https://example.org/a.yaml', 'it is a URL');
  });
});
