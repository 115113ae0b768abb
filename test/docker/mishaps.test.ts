import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type TestContext, describe, test } from 'node:test';
import { assertNothingLeft, containerIds, docker, withLab } from '../support/docker-lab.ts';
import { relayAt } from '../support/engine-proxy.ts';
import { assertCode } from '../support/program.ts';

const listening = (server: Server, where: number | string): Promise<void> =>
  new Promise((done, failed) => {
    server.once('error', failed);
    if (typeof where === 'string') server.listen(where, done);
    else server.listen(where, '127.0.0.1', done);
  });

/** Fails when an error is more than a sentence, its proof and a hint, or shows a stack. */
function assertOneSentence(stderr: string, sentence: RegExp): void {
  const errors = stderr.split('\n').filter((line) => line.startsWith('✖'));
  assert.equal(errors.length, 1, stderr);
  assert.match(errors[0] ?? '', sentence);
  assert.doesNotMatch(stderr, /\n\s+at .+:\d+:\d+/, 'no stack for what is not a bug');
}

describe('when something is not as it should be', () => {
  test('a taken port is found before anything starts, and its holder named', () =>
    withLab(async (lab) => {
      const server = createServer();
      await listening(server, 15_002);
      try {
        const up = await lab.run('up', '--port-offset', '10000');
        assertCode(up, 3);
        assertOneSentence(up.stderr, /port 15002 \(enricher\) is taken by .*node.* \(pid \d+\)/);
        assert.match(up.stderr, /--ports auto, or --port-offset \d+/);
        await assertNothingLeft(lab.name, lab.stateHome);
      } finally {
        server.close();
      }
    }));

  test('a port that another lab holds is named with that lab', () =>
    withLab((first) =>
      withLab(async (second) => {
        // Like all the ports here: below 32768, from where on any may be one end of an outgoing connection.
        const offset = ['--port-offset', '11000'];
        assertCode(await first.run('up', ...offset), 0);
        const up = await second.run('up', ...offset);
        assertCode(up, 3);
        const holder = `ports 27686 \\(jaeger\\), .* are taken by lab "${first.name}"`;
        assertOneSentence(up.stderr, new RegExp(holder));
      }),
    ));

  test('an image that can neither be found nor pulled is named with the override', () =>
    withLab(async (lab) => {
      const up = await lab.tryUp('--image', 'jaeger=localhost:1/no-such:1');
      assertCode(up, 3);
      assertOneSentence(
        up.stderr,
        /image localhost:1\/no-such:1 is not on this engine and could not be pulled: /,
      );
      assert.match(up.stderr, /--image jaeger=NAME/);
      await assertNothingLeft(lab.name, lab.stateHome);
    }));

  const DIES = ['--env', 'enricher.NODE_OPTIONS=--require=/no-such-file.cjs'];

  test('a service that dies at start: the last lines of its log, and nothing is left', () =>
    withLab(async (lab) => {
      const up = await lab.tryUp(...DIES);
      assertCode(up, 3);
      assertOneSentence(up.stderr, /enricher ended with exit code 1 before it was ready/);
      assert.match(up.stderr, /│ .*no-such-file/);
      await assertNothingLeft(lab.name, lab.stateHome);
    }));

  test('a component that dies does not take a running lab with it', () =>
    withLab(async (lab) => {
      await lab.up();
      const before = await containerIds(lab.name);
      assertCode(await lab.tryUp(...DIES), 3);
      assert.deepEqual(await containerIds(lab.name), before, 'the lab is as it was');
      assertCode(await lab.run('status'), 0);
      assertCode(await lab.run('load', '--n', '2', '--interval', '0'), 0);
    }));

  test('no engine: exit 3 and what was asked', () =>
    withLab(
      async (lab) => {
        const up = await lab.run('up');
        assertCode(up, 3);
        assertOneSentence(
          up.stderr,
          /no Docker engine answers: unix:\/\/\/no-such-folder\/docker\.sock \(DOCKER_HOST\): the socket does not exist/,
        );
        assert.deepEqual(await readdir(lab.stateHome), []);
      },
      { DOCKER_HOST: 'unix:///no-such-folder/docker.sock' },
    ));

  test('an engine on another machine is refused unless --publish says where', () =>
    withLab(
      async (lab) => {
        const up = await lab.run('up');
        assertCode(up, 2);
        assertOneSentence(up.stderr, /engine is on another machine \(192\.0\.2\.1/);
        assert.match(up.stderr, /--publish 192\.0\.2\.1/);
      },
      { DOCKER_HOST: 'tcp://192.0.2.1:2375' },
    ));

  test('an engine that goes away in the middle: one sentence, and down finds the rest when it is back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relay-'));
    const socket = join(folder, 'docker.sock');
    const relay = await relayAt(socket);
    await withLab(
      async (lab) => {
        const up = lab.start('up', '--ports', 'auto', '--env', 'enricher.PORT=5999');
        await untilContainers(lab.name);
        await relay[Symbol.asyncDispose]();
        const ended = await up.ended;
        assertCode(ended, 3);
        assertOneSentence(ended.stderr, /the Docker engine at unix:.* went away while /);
        const gone = await lab.run('down');
        assertCode(gone, 3);
        assertOneSentence(gone.stderr, /no Docker engine answers/);
        await using _ = await relayAt(socket);
        assertCode(await lab.run('down'), 0);
        await assertNothingLeft(lab.name, lab.stateHome);
      },
      { DOCKER_HOST: `unix://${socket}` },
    );
    await rm(folder, { recursive: true });
  });

  test('a Jaeger that is gone: load and slowest say so in a sentence', () =>
    withLab(async (lab) => {
      await lab.up();
      assertCode(await lab.run('load', '--n', '2', '--interval', '0ms'), 0);
      await docker.getContainer((await containerIds(lab.name))['jaeger'] ?? '').kill();
      for (const command of [['slowest'], ['load', '--n', '1', '--interval', '0ms']]) {
        const ended = await lab.run(...command);
        assertCode(ended, 3);
        assertOneSentence(ended.stderr, /Jaeger/);
      }
    }));

  test('a full disk for the state file: nothing is started and nothing left', (t) =>
    withSmallDisk('size=4k,nr_inodes=3', t, (disk) =>
      withLab(
        async (lab) => {
          const up = await lab.tryUp();
          assertCode(up, 3);
          assertOneSentence(up.stderr, /cannot write .*: the disk is full/);
          await assertNothingLeft(lab.name, disk);
          assertCode(await lab.run('down'), 0);
          await assertNothingLeft(lab.name, disk);
        },
        { XDG_STATE_HOME: disk },
      ),
    ));

  test('a lab goes down from a disk that is full by then', (t) =>
    withSmallDisk('size=64k', t, (disk) =>
      withLab(
        async (lab) => {
          await lab.up();
          await assert.rejects(writeFile(join(disk, 'filler'), Buffer.alloc(100_000)), /ENOSPC/);
          assertCode(await lab.run('down'), 0);
          await rm(join(disk, 'filler'));
          await assertNothingLeft(lab.name, disk);
        },
        { XDG_STATE_HOME: disk },
      ),
    ));
});

/** Runs `work` on a file system of its own in memory; skips the test where none can be mounted. */
async function withSmallDisk(
  options: string,
  t: TestContext,
  work: (disk: string) => Promise<void>,
): Promise<void> {
  const run = promisify(execFile);
  const disk = await mkdtemp(join(tmpdir(), 'full-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
  } catch {
    await rm(disk, { recursive: true });
    t.skip('mounting a small file system needs root');
    return;
  }
  try {
    await work(disk);
  } finally {
    await run('umount', [disk]);
    await rm(disk, { recursive: true });
  }
}

async function untilContainers(lab: string): Promise<void> {
  for (let look = 0; look < 300; look += 1) {
    if (Object.keys(await containerIds(lab)).length === 4) return;
    await sleep(50);
  }
  assert.fail(`the containers of ${lab} did not appear within 15 s`);
}
