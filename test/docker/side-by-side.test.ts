import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import type { UpAnswer } from '../../src/cli/commands/up/answer.ts';
import {
  JAEGER_1,
  JAEGER_2,
  assertNothingLeft,
  containerIds,
  dockerProgram,
  labName,
} from '../support/docker-lab.ts';

test('two labs do not see each other', async () => {
  await using program = await dockerProgram();
  const [a, b] = [labName(), labName()];
  const run = async (...args: string[]): Promise<string> => {
    const ended = await program.run(...args);
    assert.equal(ended.code, 0, ended.stderr);
    return ended.stdout;
  };
  const load = async (lab: string): Promise<LoadAnswer> =>
    JSON.parse(
      await run('load', '--n', '5', '--interval', '0ms', '--name', lab, '--json'),
    ) as LoadAnswer;
  try {
    const [upA, upB] = await Promise.all(
      [
        ['up', '--name', a, '--ports', 'auto', ...JAEGER_1.args, '--json'],
        ['up', '--name', b, '--ports', 'auto', ...JAEGER_2.args, '--json'],
      ].map(async (args) => JSON.parse(await run(...args)) as UpAnswer),
    );
    const jaegerOf = (answer: UpAnswer | undefined): string =>
      `http://127.0.0.1:${
        answer?.components
          .find(({ name }) => name === 'jaeger')
          ?.ports.find(({ name }) => name === 'query')?.hostPort ?? 0
      }`;
    const [loadA, loadB] = [await load(a), await load(b)];
    const known = async (jaeger: string, ids: readonly string[]): Promise<number> =>
      (await Promise.all(ids.map((id) => fetch(`${jaeger}/api/traces/${id}`)))).filter(
        ({ ok }) => ok,
      ).length;
    assert.deepEqual(
      {
        aInA: await known(jaegerOf(upA), loadA.traces?.ids ?? []),
        bInA: await known(jaegerOf(upA), loadB.traces?.ids ?? []),
        aInB: await known(jaegerOf(upB), loadA.traces?.ids ?? []),
        bInB: await known(jaegerOf(upB), loadB.traces?.ids ?? []),
      },
      { aInA: 5, bInA: 0, aInB: 0, bInB: 5 },
    );
    await run('down', '--name', a);
    assert.equal(Object.keys(await containerIds(b)).length, 4, 'the other lab is untouched');
    await run('status', '--name', b);
  } finally {
    await program.run('down', '--name', a);
    await program.run('down', '--name', b);
  }
  await assertNothingLeft(b, program.stateHome);
});
