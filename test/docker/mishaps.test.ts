import assert from 'node:assert/strict';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type TestContext, describe, test } from 'node:test';
import {
  JAEGER_2,
  assertNothingLeft,
  containerIds,
  docker,
  dockerProgram,
  labName,
} from '../support/docker-lab.ts';
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
  test('a taken port is found before anything starts, and its holder named', async () => {
    await using program = await dockerProgram();
    const lab = labName();
    const server = createServer();
    await listening(server, 15_002);
    try {
      const up = await program.run('up', '--name', lab, '--port-offset', '10000', ...JAEGER_2.args);
      assert.equal(up.code, 3);
      assertOneSentence(up.stderr, /port 15002 \(enricher\) is taken by .*node.* \(pid \d+\)/);
      assert.match(up.stderr, /--port-offset \d+, or --ports auto/);
      await assertNothingLeft(lab, program.stateHome);
    } finally {
      server.close();
    }
  });

  test('a port that another lab holds is named with that lab', async () => {
    await using program = await dockerProgram();
    const [first, second] = [labName(), labName()];
    // Like all the ports here: below 32768, from where on any may be one end of somebody's connection.
    const offset = ['--port-offset', '11000', ...JAEGER_2.args];
    try {
      const before = await program.run('up', '--name', first, ...offset);
      assert.equal(before.code, 0, before.stderr);
      const up = await program.run('up', '--name', second, ...offset);
      assert.equal(up.code, 3);
      assertOneSentence(
        up.stderr,
        new RegExp(`port 27686 \\(jaeger\\) is taken by lab "${first}"`),
      );
    } finally {
      await program.run('down', '--name', first);
    }
    await assertNothingLeft(second, program.stateHome);
  });

  test('an image that can neither be found nor pulled is named with the override', async () => {
    await using program = await dockerProgram();
    const lab = labName();
    const up = await program.run(
      'up',
      '--name',
      lab,
      '--ports',
      'auto',
      '--image',
      'jaeger=localhost:1/no-such:1',
    );
    assert.equal(up.code, 3);
    assertOneSentence(
      up.stderr,
      /image localhost:1\/no-such:1 is not on this engine and could not be pulled: /,
    );
    assert.match(up.stderr, /--image jaeger=NAME/);
    await assertNothingLeft(lab, program.stateHome);
  });

  test('a service that dies at start: the last lines of its log, and nothing is left', async () => {
    await using program = await dockerProgram();
    const lab = labName();
    const up = await program.run(
      'up',
      '--name',
      lab,
      '--ports',
      'auto',
      ...JAEGER_2.args,
      '--env',
      'enricher.NODE_OPTIONS=--require=/no-such-file.cjs',
    );
    assert.equal(up.code, 3);
    assertOneSentence(up.stderr, /enricher ended with exit code 1 before it was ready/);
    assert.match(up.stderr, /│ .*no-such-file/);
    await assertNothingLeft(lab, program.stateHome);
  });

  test('a component that dies does not take a running lab with it', async () => {
    await using program = await dockerProgram();
    const lab = labName();
    const args = ['up', '--name', lab, '--ports', 'auto', ...JAEGER_2.args];
    try {
      assertCode(await program.run(...args), 0);
      const before = await containerIds(lab);
      const up = await program.run(
        ...args,
        '--env',
        'enricher.NODE_OPTIONS=--require=/no-such-file.cjs',
      );
      assert.equal(up.code, 3);
      const after = await containerIds(lab);
      assert.deepEqual(
        [after['gateway'], after['jaeger'], after['enricher']],
        [before['gateway'], before['jaeger'], undefined],
      );
      assert.equal((await program.run(...args)).code, 0, 'up repairs it');
    } finally {
      await program.run('down', '--name', lab);
    }
    await assertNothingLeft(lab, program.stateHome);
  });

  test('no engine: exit 3 and what was asked', async () => {
    await using program = await dockerProgram({
      DOCKER_HOST: 'unix:///no-such-folder/docker.sock',
    });
    const up = await program.run('up');
    assert.equal(up.code, 3);
    assertOneSentence(
      up.stderr,
      /no Docker engine answers: unix:\/\/\/no-such-folder\/docker\.sock \(DOCKER_HOST\): the socket is not there/,
    );
    assert.deepEqual(await readdir(program.stateHome), []);
  });

  test('an engine on another machine is refused unless --publish says where', async () => {
    await using program = await dockerProgram({ DOCKER_HOST: 'tcp://192.0.2.1:2375' });
    const up = await program.run('up');
    assert.equal(up.code, 2);
    assertOneSentence(up.stderr, /engine is on another machine \(192\.0\.2\.1/);
    assert.match(up.stderr, /--publish 192\.0\.2\.1/);
  });

  test('an engine that goes away in the middle: one sentence, and down finds the rest when it is back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relay-'));
    const relay = await engineRelay(join(folder, 'docker.sock'));
    await using program = await dockerProgram({
      DOCKER_HOST: `unix://${join(folder, 'docker.sock')}`,
    });
    const lab = labName();
    const up = program.start(
      'up',
      '--name',
      lab,
      '--ports',
      'auto',
      ...JAEGER_2.args,
      '--env',
      'enricher.PORT=5999',
    );
    await untilContainers(lab);
    await relay.close();
    const ended = await up.ended;
    assert.equal(ended.code, 3, ended.stderr);
    assertOneSentence(ended.stderr, /the Docker engine at unix:.* went away while /);
    const gone = await program.run('down', '--name', lab);
    assert.equal(gone.code, 3);
    assertOneSentence(gone.stderr, /no Docker engine answers/);
    const back = await engineRelay(join(folder, 'docker.sock'));
    const down = await program.run('down', '--name', lab);
    assert.equal(down.code, 0, down.stderr);
    await back.close();
    await assertNothingLeft(lab, program.stateHome);
    await rm(folder, { recursive: true });
  });

  test('a Jaeger that is gone: load and slowest say so in a sentence', async () => {
    await using program = await dockerProgram();
    const lab = labName();
    try {
      assertCode(await program.run('up', '--name', lab, '--ports', 'auto', ...JAEGER_2.args), 0);
      assertCode(await program.run('load', '--n', '2', '--interval', '0ms', '--name', lab), 0);
      await docker.getContainer((await containerIds(lab))['jaeger'] ?? '').kill();
      for (const command of [['slowest'], ['load', '--n', '1', '--interval', '0ms']]) {
        const ended = await program.run(...command, '--name', lab);
        assert.equal(ended.code, 3, ended.stderr);
        assertOneSentence(ended.stderr, /Jaeger/);
      }
    } finally {
      await program.run('down', '--name', lab);
    }
  });

  test('a full disk for the state file: nothing is started and nothing left', async (t) => {
    await withSmallDisk('size=4k,nr_inodes=3', t, async (disk) => {
      await using program = await dockerProgram({ XDG_STATE_HOME: disk });
      const lab = labName();
      const up = await program.run('up', '--name', lab, '--ports', 'auto', ...JAEGER_2.args);
      assert.equal(up.code, 3);
      assertOneSentence(up.stderr, /cannot write .*: the disk is full/);
      await assertNothingLeft(lab, disk);
      assertCode(await program.run('down', '--name', lab), 0);
      await assertNothingLeft(lab, disk);
    });
  });

  test('a lab goes down from a disk that is full by then', async (t) => {
    await withSmallDisk('size=64k', t, async (disk) => {
      await using program = await dockerProgram({ XDG_STATE_HOME: disk });
      const lab = labName();
      const args = ['up', '--name', lab, '--ports', 'auto', ...JAEGER_2.args];
      const up = await program.run(...args);
      assert.equal(up.code, 0, up.stderr);
      await assert.rejects(writeFile(join(disk, 'filler'), Buffer.alloc(100_000)), /ENOSPC/);
      const down = await program.run('down', '--name', lab);
      assert.equal(down.code, 0, down.stderr);
      await rm(join(disk, 'filler'));
      await assertNothingLeft(lab, disk);
    });
  });
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

/** A socket that passes everything on to the real engine until it is closed. */
async function engineRelay(path: string): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const engine = connect((docker.modem as unknown as { socketPath: string }).socketPath);
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    client.pipe(engine).pipe(client);
  });
  await listening(server, path);
  return {
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}

async function untilContainers(lab: string): Promise<void> {
  for (let look = 0; look < 300; look += 1) {
    if (Object.keys(await containerIds(lab)).length === 4) return;
    await sleep(50);
  }
  assert.fail(`the containers of ${lab} did not appear within 15 s`);
}
