import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { LabError } from '../../../src/base/errors.ts';
import {
  COMPOSE,
  JAEGER_1,
  JAEGER_2,
  JAEGER_2_RC,
  partFolder,
} from '../../../scripts/images/go-part.ts';
import { librariesIn } from '../../../scripts/images/glibc-root.ts';

describe('each Go part', () => {
  const cases = [
    [JAEGER_1, 'github.com/jaegertracing/jaeger v1.57.0'],
    // The module of Jaeger 2 has version numbers of its own: 2.13.0 is this one,
    [JAEGER_2, 'github.com/jaegertracing/jaeger v1.76.0'],
    // and this one the release candidate 2 of 2.0.0.
    [JAEGER_2_RC, 'github.com/jaegertracing/jaeger v1.62.0'],
    [COMPOSE, 'github.com/docker/compose/v2 v2.40.3'],
  ] as const;
  for (const [part, pinned] of cases) {
    test(`${part.name} builds one tool, from ${pinned}`, async () => {
      const goMod = await readFile(join(partFolder(part.name), 'go.mod'), 'utf8');
      const tools = [...goMod.matchAll(/^tool (\S+)$/gm)].map(([, path = '']) => path);
      assert.deepEqual(
        tools.map((path) => path.split('/').at(-1)),
        [part.built],
      );
      assert.ok(goMod.includes(pinned), goMod);
    });
  }
});

describe('the libraries that ldd lists', () => {
  const NODE = { name: 'Node.js', instead: 'node:24-slim' };
  const listing = [
    '\tlinux-vdso.so.1 (0x00007ffd5b5f6000)',
    '\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f1d0a0f1000)',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007f1d0a5e4000)',
    '\tlibc.so.6 => /usr/lib64/libc.so.6 (0x00007f1d09e00000)',
  ];

  test('are the files, the loader among them, without what the kernel provides', () => {
    assert.deepEqual(librariesIn(listing.join('\n'), NODE), [
      '/lib/x86_64-linux-gnu/libm.so.6',
      '/lib64/ld-linux-x86-64.so.2',
      '/usr/lib64/libc.so.6',
    ]);
  });

  test('one that is not there is named', () => {
    const lacking = [...listing, '\tlibstdc++.so.6 => not found'].join('\n');
    assert.throws(
      () => librariesIn(lacking, NODE),
      (error) => error instanceof LabError && error.message.includes('libstdc++.so.6'),
    );
  });
});
