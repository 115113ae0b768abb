import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { Container } from 'dockerode';
import type { ListAnswer } from '../../src/cli/commands/list/answer.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { SERVICES_LABEL } from '../../src/runtime/docker/labels.ts';
import { listLabImages } from '../../src/runtime/docker/lab-images.ts';
import { removeServicesImages } from '../../src/runtime/docker/remove-images.ts';
import { docker, labName, withLab } from '../support/docker-lab.ts';
import { type Commands, MAIN } from '../support/program.ts';

const NODE = process.env['JAEGER_LAB_TEST_IMAGE_NODE'] ?? '';

/** Of those named: other tests have labs on the same engine. `list` takes no name. */
function listed(
  { env, folder }: Commands,
  names: readonly string[],
  ...args: string[]
): ListAnswer['labs'] {
  const list = spawnSync(process.execPath, [MAIN, 'list', '--json', ...args], {
    env,
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.equal(list.status, 0, list.stderr);
  const { labs } = JSON.parse(list.stdout) as ListAnswer;
  return labs.filter(({ lab }) => names.includes(lab));
}

/** A container of a lab that this program has no state of. */
const containerOf = (lab: string, owner: string): Promise<Container> =>
  docker.createContainer({
    Image: NODE,
    name: `jaeger-lab-${lab}.jaeger`,
    Labels: {
      'jaeger-lab.lab': lab,
      'jaeger-lab.component': 'jaeger',
      'jaeger-lab.owner': owner,
    },
  });

test("list shows this user's labs, those whose state is lost, and with --all those of others", () =>
  withLab(async (lab) => {
    await lab.up('--no-services');
    const { name } = lab;
    const [theirs, lost] = [labName(), labName()];
    const names = [name, theirs, lost];
    const [own] = await docker.listContainers({ filters: { label: [`jaeger-lab.lab=${name}`] } });
    const me = own?.Labels['jaeger-lab.owner'] ?? '';
    const made = [await containerOf(theirs, 'anna@elsewhere'), await containerOf(lost, me)];
    try {
      const mine = listed(lab, names);
      const states = Object.fromEntries(mine.map(({ lab: one, state }) => [one, state]));
      assert.deepEqual(states, { [name]: 'up', [lost]: 'stateless' });
      const up = mine.find((one) => one.lab === name)!;
      const { runtime, scenario, running, owner, ports, diskBytes } = up;
      assert.deepEqual([runtime, scenario, running, owner], ['docker', 'none', 1, me]);
      assert.ok(ports.length >= 3 && diskBytes > 0);
      const other = listed(lab, names, '--all').find((one) => one.lab === theirs)!;
      assert.deepEqual([other.owner, other.isMine], ['anna@elsewhere', false]);
    } finally {
      await Promise.all(made.map((container) => container.remove({ force: true })));
    }
  }));

async function builtImage(repo: string): Promise<string> {
  const container = await docker.createContainer({ Image: NODE, Cmd: ['true'] });
  const changes = `LABEL ${SERVICES_LABEL}=services`;
  const { Id } = (await container.commit({ repo, tag: 'a', changes })) as { Id: string };
  await container.remove();
  return Id;
}

test('an image of services that has lost its name is not among those of the labs', async () => {
  const engine = await findEngine({ env: process.env });
  const repo = `jaeger-lab-test-${labName()}`;
  const ids = [await builtImage(repo), await builtImage(repo)];
  const found = await listLabImages([], { overrides: {}, registry: '' }, engine);
  await removeServicesImages(engine, ({ Id }) => ids.includes(Id));
  const names = found.map(({ name }) => name);
  assert.ok(names.includes(`${repo}:a`), names.join());
  assert.ok(!names.some((name) => name.includes('<none>')), names.join());
});

test('images of services are removed with all their names, unless a container was created from them', async () => {
  const engine = await findEngine({ env: process.env });
  const repo = `jaeger-lab-test-${labName()}`;
  const Id = await builtImage(repo);
  await docker.getImage(`${repo}:a`).tag({ repo, tag: 'b' });
  const isMine = (image: { Id: string }): boolean => image.Id === Id;
  const names = [`image ${repo}:a`, `image ${repo}:b`];
  const user = await docker.createContainer({ Image: `${repo}:a`, Cmd: ['true'] });
  const inUse = await removeServicesImages(engine, isMine);
  await user.remove();
  assert.deepEqual([inUse.removed, inUse.inUse.toSorted()], [[], names]);
  const removed = await removeServicesImages(engine, isMine);
  assert.deepEqual([removed.removed.toSorted(), removed.inUse], [names, []]);
  assert.deepEqual(await docker.listImages({ filters: { reference: [repo] } }), []);
});
