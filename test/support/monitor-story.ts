import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { assertFoundAndFixed, examine, named, variantsIn } from './doctor-story.ts';
import type { DockerLab } from './docker-lab.ts';
import { assertCode } from './program.ts';
import { SERVER_IMAGES } from './server-images.ts';

/**
 * Every way to leave the Monitor tab empty is named at its component, and it alone; the printed command fixes it, and the
 * tab has the calls of all services again. An error of a service beside it is named too.
 *
 * @param counter the component that counts spans
 */
export async function assertMonitorFixed(
  t: TestContext,
  lab: DockerLab,
  up: readonly string[],
  counter: string,
): Promise<void> {
  await lab.up('tutorial', ...up, ...SERVER_IMAGES, '--with', 'prometheus', '--quiet');
  await assertDrawn(lab);
  const parts = { counting: [counter], scraping: ['prometheus'], asking: ['jaeger'] };
  for (const { title, args } of variantsIn(parts, 'monitor'))
    await t.test(title, async () => {
      await assertFoundAndFixed(lab, args);
      await assertDrawn(lab);
    });
  await t.test('beside an error of a service', async () => {
    for (const args of [
      ['monitor', '--service', 'prometheus'],
      ['endpoint', '--service', 'enricher'],
    ])
      assertCode(await lab.run('break', ...args, '--quiet'), 0);
    assert.deepEqual(named(await examine(lab)), ['endpoint in enricher', 'monitor in prometheus']);
    assertCode(await lab.run('diagnose', 'monitor', 'prometheus'), 0);
    assertCode(await lab.run('fix', '--quiet'), 0);
    await assertDrawn(lab);
  });
}

async function assertDrawn(lab: DockerLab): Promise<void> {
  const { findings, checks } = await examine(lab);
  assert.deepEqual(findings, []);
  assert.ok(checks.includes('the Monitor tab has metrics of 3 of 3 services'), checks.join('\n'));
}
