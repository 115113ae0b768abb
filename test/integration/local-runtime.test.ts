import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { assertNothingLeft, marked, pidsOf, withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';
import { realProgram } from '../support/real-programs.ts';

const REAL = [
  ['Jaeger 1.57', realProgram('JAEGER_LAB_TEST_JAEGER')],
  ['Jaeger 2.13.0', realProgram('JAEGER_LAB_TEST_JAEGER_2')],
  ['the Jaeger 2.0 release candidate', realProgram('JAEGER_LAB_TEST_JAEGER_2_RC')],
] as const;

const AUTO = ['--ports', 'auto', '--quiet'];
const LOCAL = ['--runtime', 'local'];

describe('the main job without containers', () => {
  for (const [title, { path: binary, skip }] of REAL) {
    test(
      `on ${title}: every trace is found, and the enricher is where the time goes`,
      { skip },
      async () => {
        await using lab = await withoutEngine();
        const up = await lab.run('up', '--jaeger-bin', binary, ...AUTO);
        assert.equal(up.code, 0, up.stderr);
        assert.match(
          up.stdout,
          new RegExp(`^component\tjaeger\trunning\t${binary}\thttp://localhost:\\d+$`, 'm'),
        );
        const load = await lab.run('load', '--n', '10', '--interval', '0', '--json', '--quiet');
        assert.equal(load.code, 0, load.stderr);
        const { traces } = JSON.parse(load.stdout) as { traces: { readable: number } };
        assert.equal(traces.readable, 10);
        const slowest = await lab.run('slowest');
        assert.match(slowest.stdout, /^place\tgateway\tGET \/process\tenricher\tGET \/enrich\t/m);
        const logs = await lab.run('logs', 'gateway');
        assert.match(logs.stdout, /gateway listens on http:\/\/127\.0\.0\.1:\d+/);
        const down = await lab.run('down');
        assert.match(down.stdout, /^#removed\twhat\n(?:removed\t.+\n){5,}$/);
        await assertNothingLeft(lab);
      },
    );

    test(`a PATH that holds ${title} is enough`, { skip }, async () => {
      await using lab = await withoutEngine();
      const folder = join(lab.folder, 'bin');
      await mkdir(folder);
      const name = join(folder, binary.replace(/^.*\//, ''));
      await writeFile(name, `#!/bin/sh\nexec ${binary} "$@"\n`);
      await chmod(name, 0o755);
      lab.env['PATH'] = `${folder}:/usr/bin:/bin`;
      const up = await lab.run('up', ...AUTO);
      assert.equal(up.code, 0, up.stderr);
      assert.match(up.stdout, new RegExp(`^component\tjaeger\trunning\t${name}\t`, 'm'));
      assertCode(await lab.run('down'), 0);
      await assertNothingLeft(lab);
    });
  }
});

describe('a lab of processes', () => {
  test('up twice starts nothing again; a changed option starts again what it concerns', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', ...AUTO), 0);
    const first = await pidsOf(lab);
    assertCode(await lab.run('up', ...AUTO), 0);
    assert.deepEqual(await pidsOf(lab), first);
    const changed = ['up', ...AUTO, '--env', 'enricher.EXTRA=1'];
    const refused = await lab.run(...changed);
    assertCode(refused, 2);
    assert.match(refused.stderr, /Lab "lab" is up with other options: enricher is recreated\./);
    assert.match(refused.stderr, /was left as it is: without a terminal a change needs --yes/);
    assert.deepEqual(await pidsOf(lab), first);
    assertCode(await lab.run(...changed, '--yes'), 0);
    const third = await pidsOf(lab);
    assert.notEqual(third['enricher'], first['enricher']);
    assert.deepEqual({ ...third, enricher: 0 }, { ...first, enricher: 0 });
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('a component that died is shown by status and started again by up', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', ...AUTO), 0);
    const before = await pidsOf(lab);
    process.kill(before['validator'] ?? 0, 'SIGKILL');
    const status = await lab.run('status');
    assert.equal(status.code, 1);
    assert.match(status.stderr, /validator has exited/);
    assertCode(await lab.run('up', ...AUTO), 0);
    const after = await pidsOf(lab);
    assert.deepEqual({ ...after, validator: 0 }, { ...before, validator: 0 });
    assertCode(await lab.run('status'), 0);
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('after a restart of the machine nothing is taken for what it was, and up works', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', ...AUTO), 0);
    for (const pid of await marked(lab)) process.kill(Number(pid), 'SIGKILL');
    // Another process has got the pid of the gateway meanwhile: this one.
    const record = join(lab.stateHome, 'jaeger-lab/lab/processes/gateway.json');
    const text = await readFile(record, 'utf8');
    await writeFile(record, text.replace(/"pid":\d+/, `"pid":${process.pid}`));
    assertCode(await lab.run('status'), 1);
    assertCode(await lab.run('up', ...AUTO), 0);
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('down finds every process by its mark when the state is lost', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', ...AUTO), 0);
    const folder = join(lab.stateHome, 'jaeger-lab/lab');
    await writeFile(join(folder, 'state.json'), '{');
    for (const name of await readdir(join(folder, 'processes'))) {
      if (name.endsWith('.json')) await writeFile(join(folder, 'processes', name), '{');
    }
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('two labs do not see each other', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', '--name', 'a', ...AUTO), 0);
    assertCode(await lab.run('up', '--name', 'b', ...AUTO), 0);
    const b = await pidsOf(lab, 'b');
    assertCode(await lab.run('down', '--name', 'a'), 0);
    assert.deepEqual(await pidsOf(lab, 'b'), b);
    assertCode(await lab.run('status', '--name', 'b'), 0);
    assertCode(await lab.run('down', '--name', 'b'), 0);
    await assertNothingLeft(lab);
  });

  for (const afterMs of [60, 120, 180, 240, 300, 400, 500]) {
    test(`an up that is killed after ${afterMs} ms leaves nothing that down does not find`, async () => {
      await using lab = await withoutEngine();
      const up = lab.start('up', ...AUTO);
      await sleep(afterMs);
      up.child.kill('SIGKILL');
      await up.ended;
      const down = await lab.run('down');
      // Killed before its state was written: what the engine has is then unknown, and down says so.
      if (down.code !== 0) assert.match(down.stderr, /no Docker engine answers/);
      assert.ok(down.code === 0 || down.code === 3, down.stderr);
      await assertNothingLeft(lab);
    });
  }

  test('an interrupted up leaves nothing by itself and exits with 130', async () => {
    await using lab = await withoutEngine();
    // Listens elsewhere, so that it never gets ready.
    const up = lab.start('up', ...AUTO, '--env', 'enricher.PORT=0');
    await sleep(1_000);
    up.child.kill('SIGINT');
    assertCode(await up.ended, 130);
    await assertNothingLeft(lab);
  });
});

describe('without containers, when something is not as it should be', () => {
  test('an up whose progress is not read any more leaves nothing by itself', async () => {
    await using lab = await withoutEngine();
    const { child, ended } = lab.start('up', ...LOCAL, '--ports', 'auto');
    child.stderr?.once('data', () => child.stderr?.destroy());
    assertCode(await ended, 130);
    await assertNothingLeft(lab);
  });

  test('a server that answers like any web server is not an engine', async () => {
    await using lab = await withoutEngine();
    const server = createHttpServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    lab.env['DOCKER_HOST'] = `tcp://127.0.0.1:${port}`;
    const up = await lab.run('up', '--runtime', 'docker');
    assert.equal(up.code, 3, up.stderr);
    assert.match(up.stderr, /the server there is not a Docker engine/);
    const down = await lab.run('down');
    assert.equal(down.code, 3, 'an engine that was not asked may have the lab');
    assert.match(down.stderr, /the server there is not a Docker engine/);
    server.close();
    server.closeAllConnections();
  });

  test('the fallback is shown with the reason, in lines that fit the screen', async () => {
    await using lab = await withoutEngine();
    const up = await lab.run('up', '--ports', 'auto');
    assert.equal(up.code, 0, up.stderr);
    const [said = ''] = up.stderr.split('\n✔ processes of');
    assert.match(said, /^The lab runs as .*:\n {2}no Docker engine answers: [^]*not\s+exist$/);
    assert.doesNotMatch(said, /.{81}/);
    assertCode(await lab.run('down'), 0);
  });

  for (const wanted of [['--production'], ['--storage', 'badger'], ['--jaeger', '1.57']])
    test(`${wanted.join(' ')}, without an engine, is refused for the engine that it needs`, async () => {
      await using lab = await withoutEngine();
      const up = await lab.run('up', ...wanted);
      assertCode(up, 3);
      assert.match(up.stderr, /^✖ no Docker engine answers: .*; without containers, /);
      assert.match(up.stderr, /^→ start Docker/m);
      assert.doesNotMatch(up.stderr, /--runtime docker/);
    });

  test('the embedded Jaeger as in production is refused, whatever the runtime', async () => {
    await using lab = await withoutEngine();
    for (const runtime of [[], ['--runtime', 'local'], ['--runtime', 'docker']]) {
      const up = await lab.run('up', '--production', '--jaeger', 'embedded', ...runtime);
      assertCode(up, 2);
      assert.match(up.stderr, /^→ use a real Jaeger: --runtime docker without --jaeger embedded/m);
    }
  });

  // All of 127.0.0.0/8 is this machine on Linux, and 127.0.0.1 alone elsewhere.
  const addresses = process.platform === 'linux' ? ['0.0.0.0', '127.0.0.2'] : ['0.0.0.0'];
  const embedded = ['the embedded Jaeger', { path: '', skip: false }] as const;
  for (const [title, { path: binary, skip }] of [embedded, ...REAL]) {
    for (const address of addresses)
      test(
        `the lab with ${title} works where it is published on ${address}`,
        { skip },
        async () => {
          await using lab = await withoutEngine();
          const jaeger = binary === '' ? [] : ['--jaeger-bin', binary];
          const up = await lab.run('up', ...LOCAL, '--publish', address, ...jaeger, ...AUTO);
          assert.equal(up.code, 0, up.stderr);
          const load = await lab.run('load', '--n', '2', '--interval', '0', '--quiet');
          assert.equal(load.code, 0, load.stderr);
          assert.match(load.stdout, /^traces\t2\t2\t/m);
          assertCode(await lab.run('down'), 0);
          await assertNothingLeft(lab);
        },
      );
  }

  test('a taken port is named with its holder, and nothing is left', async () => {
    await using lab = await withoutEngine();
    const server = createServer().listen(17_002, '127.0.0.1');
    await once(server, 'listening');
    try {
      const up = await lab.run('up', '--port-offset', '12000');
      assert.equal(up.code, 3);
      assert.match(up.stderr, /port 17002 \(enricher\) is taken by .*node.* \(pid \d+\)/);
      await assertNothingLeft(lab);
    } finally {
      server.close();
    }
  });

  test('a port that is taken when a lab is to be changed: the lab goes on as it was', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', ...AUTO), 0);
    const before = await pidsOf(lab);
    const server = createServer().listen(17_502, '127.0.0.1');
    await once(server, 'listening');
    try {
      const up = await lab.run('up', '--port-offset', '12500');
      assert.equal(up.code, 3);
      assert.match(up.stderr, /port 17502 \(enricher\) is taken/);
      assert.deepEqual(await pidsOf(lab), before);
      const load = await lab.run('load', '--n', '1', '--quiet');
      assert.equal(load.code, 0, load.stderr);
    } finally {
      server.close();
    }
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('a run whose file is damaged does not keep status from telling the rest', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', ...AUTO), 0);
    const runs = join(lab.stateHome, 'jaeger-lab/lab/runs');
    await mkdir(runs);
    await writeFile(join(runs, '1.json'), '{');
    const status = await lab.run('status');
    assert.equal(status.code, 0, status.stderr);
    assert.match(status.stdout, /^component\tenricher\trunning\t/m);
    assert.match(status.stderr, /runs\/1\.json is damaged/);
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('a service that dies at start: the last lines of its log, and nothing is left', async () => {
    await using lab = await withoutEngine();
    const up = await lab.run('up', ...AUTO, '--env', 'enricher.PORT=nowhere');
    assert.equal(up.code, 3);
    assert.match(up.stderr, /enricher ended with exit code 1 before it was ready/);
    assert.match(up.stderr, /PORT=nowhere is not a port number/);
    await assertNothingLeft(lab);
  });
});
