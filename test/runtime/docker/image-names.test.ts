import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT, LabError } from '../../../src/base/errors.ts';
import {
  type ImageOverrides,
  imageNaming,
  imageOf,
} from '../../../src/runtime/docker/image-names.ts';
import type { Program } from '../../../src/runtime/runtime.ts';

const jaeger = (version: string): Program => ({ kind: 'jaeger', version });
const REDIS: Program = { kind: 'redis' };
const SERVICE: Program = { kind: 'service', service: 'gateway' };

type Case = [
  title: string,
  env: Record<string, string>,
  typed: ImageOverrides,
  expected: [Program, string][],
];

const cases: Case[] = [
  [
    'the default ones',
    {},
    {},
    [
      [jaeger('2'), 'jaegertracing/jaeger:2.20.0'],
      [jaeger('2.13'), 'jaegertracing/jaeger:2.13.0'],
      [jaeger('2.0.0-rc2'), 'jaegertracing/jaeger:2.0.0-rc2'],
      [jaeger('1.57'), 'jaegertracing/all-in-one:1.57'],
      [REDIS, 'redis:7-alpine'],
      [SERVICE, 'node:24-slim'],
    ],
  ],
  [
    'from a registry: all of them, but not what is named in full',
    { JAEGER_LAB_REGISTRY: 'registry.example:5000/lab', JAEGER_LAB_IMAGE_REDIS: 'mine' },
    {},
    [
      [jaeger('2'), 'registry.example:5000/lab/jaegertracing/jaeger:2.20.0'],
      [REDIS, 'mine'],
      [SERVICE, 'registry.example:5000/lab/node:24-slim'],
    ],
  ],
  [
    'one for a version of Jaeger, and another for all others',
    {
      JAEGER_LAB_IMAGE_JAEGER: 'any',
      JAEGER_LAB_IMAGE_JAEGER_1_57: 'old',
      JAEGER_LAB_IMAGE_JAEGER_2: 'default',
      JAEGER_LAB_IMAGE_JAEGER_2_13_0: 'new',
      JAEGER_LAB_IMAGE_JAEGER_2_0_0_RC2: 'candidate',
    },
    {},
    [
      [jaeger('1.57'), 'old'],
      [jaeger('2'), 'default'],
      [jaeger('2.13.0'), 'new'],
      [jaeger('2.13'), 'new'],
      [jaeger('2.0.0-rc2'), 'candidate'],
      // The default is 2.20.0 too, but a user who names it means that one.
      [jaeger('2.20.0'), 'any'],
    ],
  ],
  [
    'what is typed goes before what the environment has',
    { JAEGER_LAB_IMAGE_JAEGER_2: 'default', JAEGER_LAB_IMAGE_NODE: 'mine' },
    { jaeger: 'typed' },
    [
      [jaeger('2'), 'typed'],
      [SERVICE, 'mine'],
    ],
  ],
];

describe('images', () => {
  for (const [title, env, typed, expected] of cases) {
    test(title, () => {
      const naming = imageNaming(env, typed);
      assert.deepEqual(
        expected.map(([program]) => [program, imageOf(program, naming).name]),
        expected,
      );
    });
  }

  for (const registry of ['registry.example/', 'registry.example', '127.0.0.1:5000/a/b-c/'])
    test(`may come from ${registry}`, () => {
      const { name } = imageOf(REDIS, imageNaming({ JAEGER_LAB_REGISTRY: registry }));
      assert.equal(name, `${registry.replace(/\/$/, '')}/redis:7-alpine`);
    });

  for (const registry of ['https://registry.example/', 'Registry/', 'a b/', '/a', 'a//b', '-'])
    test(`cannot come from "${registry}"`, () => {
      assert.throws(
        () => imageNaming({ JAEGER_LAB_REGISTRY: registry }),
        (error) => {
          assert.ok(error instanceof LabError);
          assert.equal(error.exitCode, EXIT.usage);
          assert.ok(error.message.includes(`JAEGER_LAB_REGISTRY="${registry}"`));
          return true;
        },
      );
    });
});
