import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readIndex } from '../../src/viewer/inlined.ts';
import { guarded, INPUT } from '../support/guarded-backend.ts';
import { TLS, TOKEN } from '../support/guarded-jaeger.ts';
import { type Outcome, run } from '../support/run.ts';
import { temporaryFolder } from '../support/trace-files.ts';

const env = { JAEGER_LAB_HEADERS: `Authorization: Bearer ${TOKEN}\nx-tenant: acme` };
const FROM = ['--from', '2026-11-22T09:00:00Z'];
const READING = {
  slowest: ['slowest', ...FROM],
  traces: ['traces', ...FROM],
  trace: ['trace', 'slowest', ...FROM],
  compare: ['compare', 'median', 'slowest', ...FROM],
  deps: ['deps', ...FROM],
  verify: ['verify', ...FROM],
  doctor: ['doctor'],
};

/** As the schema says that `jaeger-lab schema` prints. */
async function assertValid(name: string, document: unknown): Promise<void> {
  const { out } = await run(['schema', name]);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  assert.ok(ajv.validate(JSON.parse(out) as object, document), ajv.errorsText());
}

const documentOf = ({ out, error }: Outcome): Record<string, unknown> => {
  assert.ok(error === undefined || error.exitCode === 1, error?.message);
  return JSON.parse(out) as Record<string, unknown>;
};

describe('a certificate that is not checked', () => {
  for (const [schema, command] of Object.entries(READING))
    test(`${schema} says so in its document, and only then`, async () => {
      await using jaeger = await guarded();
      const otlp = schema === 'doctor' ? ['--otlp', jaeger.otlp] : [];
      const of = [...command, '--jaeger-url', jaeger.url, ...otlp, '--json'];
      const insecure = documentOf(await run([...of, '--insecure'], { env }));
      assert.equal(insecure['insecure'], true);
      await assertValid(schema, insecure);
      const checked = documentOf(await run([...of, '--ca', `${TLS}/ca.pem`], { env }));
      assert.equal('insecure' in checked, false);
    });

  test('import', async () => {
    await using jaeger = await guarded();
    const typed = ['import', INPUT, '--otlp', jaeger.otlp, '--insecure', '--json'];
    const document = documentOf(await run(typed, { env }));
    assert.equal(document['insecure'], true);
    await assertValid('import', document);
  });

  test('by a target', async () => {
    await using jaeger = await guarded();
    await using folder = await temporaryFolder();
    const own = { ...env, XDG_CONFIG_HOME: folder.path, TOKEN };
    const secrets = ['--bearer-token', 'env:TOKEN', '--header', 'x-tenant: acme'];
    const add = ['target', 'add', 'prod', '--jaeger-url', jaeger.url, '--insecure', ...secrets];
    assert.equal((await run(add, { env: own })).error, undefined);
    const asked = await run(['traces', '--target', 'prod', ...FROM, '--json'], { env: own });
    assert.equal(documentOf(asked)['insecure'], true);
  });

  test('report, as a page, as Markdown, and in what it prints', async () => {
    await using jaeger = await guarded();
    await using folder = await temporaryFolder();
    const of = ['report', '--jaeger-url', jaeger.url, ...FROM];
    const how = { env, distFolder: resolve('dist') };
    const written = async (name: string, ...args: string[]): Promise<string> => {
      const file = join(folder.path, name);
      const document = documentOf(await run([...of, ...args, '--json', '--out', file], how));
      assert.equal(document['insecure'], args.includes('--insecure') ? true : undefined);
      await assertValid('report', document);
      return readFile(file, 'utf8');
    };
    const ca = ['--ca', `${TLS}/ca.pem`];
    assert.match(await written('a.md', '--insecure'), /^> The certificate .* \(`--insecure`\)\.$/m);
    assert.doesNotMatch(await written('b.md', ...ca), /insecure/);
    const isInsecure = (page: string): boolean => {
      const [, index = ''] =
        /<script[^>]*id="report"[^>]*>([^]*?)<\/script>/.exec(page) ?? assert.fail('no index');
      return readIndex(index).isInsecure;
    };
    assert.equal(isInsecure(await written('a.html', '--insecure')), true);
    assert.equal(isInsecure(await written('b.html', ...ca)), false);
  });
});
