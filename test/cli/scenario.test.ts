import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { LabError } from '../../src/base/errors.ts';
import { runProgram } from '../../src/cli/program.ts';
import { memoryContext } from '../support/memory-context.ts';
import { tsvRowsOf } from '../support/tsv-rows.ts';

let folder: string;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-scenario-'))));
after(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<string> {
  const { context, written } = memoryContext();
  await runProgram(args, context);
  return written.out;
}

const FILE = `services:
  a: { GET /x: { calls: [{ call: b GET /y, times: 2 }] } }
  b: { GET /y: }
requests: { go: a GET /x }
`;

describe('scenario', () => {
  test('list names those that the program has', async () => {
    assert.match(
      await run('scenario', 'list'),
      /^scenario\ttutorial\t.+\nscenario\tcheckout\t.+\nscenario\tfile-sync\t.+\n$/m,
    );
    const { scenarios } = JSON.parse(await run('scenario', 'list', '--json')) as {
      scenarios: { name: string }[];
    };
    assert.deepEqual(
      scenarios.map(({ name }) => name),
      ['tutorial', 'checkout', 'file-sync'],
    );
  });

  test('show prints a file of one’s own: services, requests, and the trace of each', async () => {
    const file = join(folder, 'show.yaml');
    await writeFile(file, FILE);
    assert.deepEqual(tsvRowsOf(await run('scenario', 'show', file)), [
      'service\ta\t5300',
      'service\tb\t5301',
      'request\tgo\t1\ta\tGET\t/x\t5',
      'span\tgo\t0\ta\tGET /x\tserver\t1',
      'span\tgo\t1\ta\tGET\tclient\t2',
      'span\tgo\t2\tb\tGET /y\tserver\t1',
    ]);
  });

  test('show and validate print the Redis that a file uses, and how far away it is', async () => {
    const file = join(folder, 'redis.yaml');
    const asking = FILE.replace('b: { GET /y: }', 'b: { GET /y: { calls: [redis: get k] } }');
    for (const [section, row, words] of [
      ['', 'redis\t0', 'Redis'],
      ['redis: { latency: 20ms }\n', 'redis\t20000', 'Redis 20 ms away'],
    ] as const) {
      await writeFile(file, `${section}${asking}`);
      const shown = tsvRowsOf(await run('scenario', 'show', file));
      assert.deepEqual(tsvRowsOf(await run('scenario', 'validate', file)), shown);
      assert.deepEqual(shown.slice(0, 3), ['service\ta\t5300', 'service\tb\t5301', row]);
      assert.equal(shown.at(-1), 'span\tgo\t3\tb\tget\tclient\t1');
      assert.equal(
        await run('scenario', 'validate', file, '--format', 'table'),
        `${file} is valid: 2 services, ${words}, 1 request\n`,
      );
    }
  });

  for (const name of ['tutorial', 'checkout', 'file-sync', 'new']) {
    test(`show --json of ${name} is valid by the schema that the program prints`, async () => {
      const file = join(folder, 'json.yaml');
      if (name === 'new') await run('scenario', 'new', file);
      const typed = name === 'new' ? file : name;
      const answer: unknown = JSON.parse(await run('scenario', 'show', typed, '--json'));
      const validate = new Ajv2020().compile(JSON.parse(await run('schema', 'scenario')) as object);
      assert.ok(validate(answer), JSON.stringify(validate.errors));
    });
  }

  test('new writes a file that validate takes, and never over one that is there', async () => {
    const file = join(folder, 'fresh.yaml');
    assert.equal(await run('scenario', 'new', file), `wrote ${file}\n`);
    const text = await readFile(file, 'utf8');
    assert.equal(
      await run('scenario', 'validate', file, '--format', 'table'),
      `${file} is valid: 5 services, 2 requests\n`,
    );
    await assert.rejects(run('scenario', 'new', file), (error: LabError) => {
      assert.match(error.message, /already exists$/);
      return error.exitCode === 2;
    });
    assert.equal(await readFile(file, 'utf8'), text);
  });
});

describe('what is refused, with the reason and what to type', () => {
  const at = (name: string) => join(folder, name);
  const cases: [title: string, args: () => string[], sentence: RegExp, hint: RegExp][] = [
    ['nothing to do', () => ['scenario'], /scenario needs a subcommand/, /scenario --help$/],
    ['an unknown thing to do', () => ['scenario', 'shwo'], /unknown command 'shwo'/, /--help$/],
    [
      'a folder',
      () => ['scenario', 'validate', `${folder}/`],
      /: it is a directory$/,
      /path of a file/,
    ],
    [
      'no file',
      () => ['up', at('none.yaml')],
      /: no such file or directory$/,
      /scenario new .*none\.yaml/,
    ],
    [
      'a URL',
      () => ['scenario', 'validate', 'https://example.org/shop.yaml'],
      /: it is a URL$/,
      /curl -O https:/,
    ],
    ['a device', () => ['up', '/dev/zero'], /: not a regular file$/, /path of a regular file/],
    ['a name', () => ['scenario', 'validate', 'shop'], /not the name of a YAML/, /\.\/shop\.yaml$/],
    [
      'too much',
      () => ['up', at('huge.yaml')],
      /293 KB; at most 256 KB are allowed/,
      /topology\.md/,
    ],
    ['no text', () => ['up', at('binary.yaml')], /:1:1: this line is not UTF-8 text/, /save/],
    ['one letter of another alphabet', () => ['up', at('latin.yaml')], /:5:1: .*UTF-8/, /save/],
    ['a zero byte', () => ['up', at('nought.yaml')], /:2:1: .*UTF-8/, /save/],
    [
      'a mistake',
      () => ['up', at('bad.yaml')],
      /bad\.yaml:1:1: unknown key "servces"/,
      /services\?/,
    ],
    [
      'where nothing can be written',
      () => ['scenario', 'new', at('no/x.yaml')],
      /cannot write/,
      /./,
    ],
    [
      'a file without a name',
      () => ['scenario', 'new', ''],
      /the name of the file is empty/,
      /scenario new shop$/,
    ],
    ['no text for a smoke test', () => ['smoke', at('latin.yaml')], /^smoke: .*:5:1: /, /save/],
    ['no such scenario', () => ['up', 'chekout'], /unknown scenario "chekout"/, /or a YAML file/],
  ];
  before(async () => {
    await writeFile(at('huge.yaml'), '#'.repeat(300_000));
    await writeFile(at('binary.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    await writeFile(at('latin.yaml'), Buffer.from(`${FILE}# caf\u00e9\n`, 'latin1'));
    await writeFile(at('nought.yaml'), FILE.replace('a:', 'a\0:'));
    await writeFile(at('bad.yaml'), FILE.replace('services', 'servces'));
  });
  for (const [title, args, sentence, hint] of cases) {
    test(title, async () => {
      await assert.rejects(run(...args()), (error: LabError) => {
        const [first = error.message] = error.evidence;
        assert.match(first, sentence);
        assert.match(`${first} ${error.hint}`, hint);
        return error.exitCode === 2;
      });
    });
  }
});
