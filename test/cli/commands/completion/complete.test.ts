import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { commandTree } from '../../../../scripts/build/command-tree.ts';
import { complete, FILES } from '../../../../src/cli/commands/completion/complete.ts';
import { scripts } from '../../../../src/cli/commands/completion/scripts.ts';
import { SOURCES } from '../../../../src/cli/commands/completion/wanted.ts';
import { type CommandTree, TREE_FILE } from '../../../../src/cli/shell/help/command-tree.ts';
import { writeState } from '../../../../src/lab/state.ts';
import { labFolder } from '../../../../src/lab/lab-folder.ts';
import { skipWithout } from '../../../support/real-programs.ts';

let folder: string;
let env: Record<string, string>;
let tree: CommandTree;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-complete-'));
  env = { XDG_STATE_HOME: join(folder, 'state') };
  tree = await commandTree('0.0.0', folder);
  await writeFile(join(folder, TREE_FILE), JSON.stringify(tree));
  for (const [name, scenario] of [
    ['lab', 'tutorial'],
    ['shop', 'checkout'],
  ] as const) {
    const lab = labFolder(name, env);
    await mkdir(lab.runs, { recursive: true });
    await writeState(lab, {
      version: 1,
      name,
      phase: 'up',
      runtime: 'local',
      engine: '',
      scenario,
      since: '2026-01-01T00:00:00Z',
      jaeger: 'http://127.0.0.1:1',
      scheduleDelayMs: 0,
      components: [{ name: 'jaeger', runs: 'jaeger', ports: [] }],
    });
  }
  await writeFile(join(labFolder('shop', env).runs, '7.json'), '{}');
});
after(() => rm(folder, { recursive: true, force: true }));

/** The values alone. */
async function completed(...words: string[]): Promise<string[]> {
  const text = await complete(words, folder, env);
  return text
    .split('\n')
    .flatMap((line) => line.split('\t')[0] ?? [])
    .filter(Boolean);
}

describe('completion', () => {
  const cases: [title: string, words: string[], expected: string[]][] = [
    ['a command by its beginning', ['sl'], ['slowest']],
    ['the first of two runs', ['compare', '--name', 'shop', '--runs', ''], ['7']],
    ['the second of two runs', ['compare', '--name', 'shop', '--runs', '7', ''], ['7']],
    ['an option after two runs', ['compare', '--runs', '6', '7', '--fau'], ['--fault-vs-normal']],
    ['a lab after runs', ['compare', '--runs', '6', '7', '--name', 's'], ['shop']],
    ['a Jaeger', ['up', '--jaeger', 'e'], ['embedded']],
    ['a service to plant a fault in', ['load', '--fault', 'v'], ['validator']],
    ['a command below a command', ['scenario', 'sh'], ['show']],
    ['an option', ['slowest', '--ser'], ['--service']],
    ['the choices of an option', ['up', '--runtime', ''], ['docker', 'local']],
    ['the same after an equals sign', ['up', '--runtime=d'], ['--runtime=docker']],
    ['the choices of an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['scenarios', ['up', 'ch'], ['checkout']],
    ['a file where no scenario begins so', ['up', './sh'], [FILES]],
    ['labs', ['status', '--name', ''], ['lab', 'shop']],
    ['services of the lab', ['slowest', '--service', 'g'], ['gateway']],
    ['services of the lab that is named', ['inject', '--name', 'shop', 'p'], ['payment']],
    ['runs of the lab that is named', ['trace', '--name=shop', '--run', ''], ['7']],
    ['components', ['logs', ''], ['jaeger']],
    ['traces', ['trace', 's'], ['slowest']],
    ['traces again, where there may be several', ['compare', 'slowest', 'm'], ['median']],
    ['nothing for a lab that is not there', ['inject', '--name', 'none', ''], []],
    ['nothing for a lab that cannot be', ['inject', '--name', '../..', ''], []],
    ['nothing after the last argument', ['inject', 'gateway', ''], []],
    ['nothing for a value that is free', ['load', '--n', ''], []],
    ['terms', ['explain', 'cri'], ['critical-path']],
    ['files', ['verify', '--expect', 'x'], [FILES]],
  ];
  for (const [title, words, expected] of cases) {
    test(`offers ${title}`, async () => assert.deepEqual(await completed(...words), expected));
  }

  test('knows only values of arguments and options that there are', () => {
    const names = (at: CommandTree): string[] => [
      ...at.args.map(({ name }) => name),
      ...at.options.filter(({ value }) => value).flatMap(({ flags }) => flags),
      ...at.commands.flatMap(names),
    ];
    const known = new Set(names(tree));
    assert.deepEqual(
      Object.keys(SOURCES).filter((name) => !known.has(name)),
      [],
    );
  });
});

describe('completion in bash', { skip: skipWithout('bash') }, () => {
  /** What bash would put in place of the word at the end of `line`. */
  function inBash(line: string): string[] {
    const program = `jaeger-lab() { ${process.execPath} ${resolve('dist/main.js')} "$@"; }`;
    const ask = `COMP_LINE=$1 COMP_POINT=\${#1}; _jaeger_lab; printf '%s\\n' "\${COMPREPLY[@]}"`;
    // Loaded twice, as a shell does whose settings are read again.
    const script = [program, scripts.bash, scripts.bash, ask].join('\n');
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', line], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...env },
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    return stdout.split('\n').filter(Boolean);
  }

  const cases: [title: string, line: string, expected: string[]][] = [
    ['a command', 'jaeger-lab slow', ['slowest']],
    ['a value after a space', 'jaeger-lab up --runtime ', ['docker', 'local']],
    ['only what follows an equals sign', 'jaeger-lab up --runtime=l', ['local']],
    ['a lab of this machine', 'jaeger-lab down --name s', ['shop']],
    ['files', 'jaeger-lab verify --expect comm', [TREE_FILE]],
  ];
  for (const [title, line, expected] of cases) {
    test(title, () => assert.deepEqual(inBash(line), expected));
  }

  test('runs nothing of what has been typed', async () => {
    inBash('jaeger-lab $(touch ran) `touch ran` sl');
    assert.ok(!(await readdir(folder)).includes('ran'));
  });
});
