import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { licences } from '../../scripts/build/licences.ts';

const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-licences-'));
after(() => rm(folder, { recursive: true, force: true }));

async function packageWith(name: string, terms: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(
    join(path, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', license: 'MIT' }),
  );
  await writeFile(join(path, 'LICENSE'), terms);
  return path;
}

const TERMS = 'Permission is granted to any person,\nfree of charge.';

test('packages with the same terms keep their own copyright, and the terms stand once', async () => {
  const packages = [
    await packageWith('one', `The MIT License (MIT)\n\nCopyright (c) 2014 One\n\n${TERMS}\n`),
    await packageWith(
      'two',
      `(MIT License)\n\nCopyright 2020 Two\nAll rights reserved.\n\n${TERMS}\n`,
    ),
    await packageWith('three', TERMS.replace('\n', ' ')),
  ];
  assert.equal(
    await licences(packages),
    [
      'one 1.0.0 (MIT)',
      '    Copyright (c) 2014 One',
      'three 1.0.0 (MIT)',
      'two 1.0.0 (MIT)',
      '    Copyright 2020 Two',
      '',
      TERMS,
      '',
    ].join('\n'),
  );
});

test('terms that differ, or name a copyright in their midst, stay whole', async () => {
  const grant = 'A grant of a\ncopyright licence to use it.\n\nCopyright 2021 Four';
  const texts = await licences([
    await packageWith('four', grant),
    await packageWith('five', `Copyright Five\n\n${TERMS} Or not.`),
  ]);
  assert.ok(texts.includes(grant));
  assert.ok(texts.includes(`five 1.0.0 (MIT)\n    Copyright Five\n\n${TERMS} Or not.`));
});
