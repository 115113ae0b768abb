import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EXIT, LabError } from '../../../src/base/errors.ts';
import { findEngine } from '../../../src/runtime/docker/engine.ts';
import { endpoints } from '../../../src/runtime/docker/endpoints.ts';

describe('an address that no engine can have is refused with the reason', () => {
  const cases: [host: string, sentence: RegExp][] = [
    ['tcp://', /^DOCKER_HOST is "tcp:\/\/", which has no host$|which is not an address$/],
    ['unix://', /^DOCKER_HOST is "unix:\/\/", which has no path$/],
    ['npipe:////./pipe/docker_engine', /a named pipe of Windows, which is not supported/],
    ['localhost:2375', /whose protocol is not supported$/],
    ['nonsense', /which is not an address$/],
  ];
  for (const [host, sentence] of cases)
    test(host, async () => {
      await assert.rejects(findEngine({ env: { DOCKER_HOST: host } }), (error: LabError) => {
        assert.ok(error instanceof LabError);
        assert.match(error.message, sentence);
        assert.match(error.hint ?? '', /unix:\/\/\/var\/run\/docker\.sock/);
        return error.exitCode === EXIT.usage;
      });
    });
});

describe('docker contexts', () => {
  const withConfig = async (work: (folder: string) => Promise<void> | void): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
    try {
      await work(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  test('one that does not exist is an error, and no other engine is asked', () =>
    withConfig((folder) => {
      assert.throws(
        () => endpoints({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'gone' }),
        (error: LabError) =>
          error.exitCode === EXIT.usage &&
          error.message === 'docker context "gone" does not exist; DOCKER_CONTEXT selects it',
      );
    }));

  test('the selected one alone is asked, with its TLS material', () =>
    withConfig(async (folder) => {
      const id = createHash('sha256').update('far').digest('hex');
      const tls = join(folder, 'contexts/tls', id, 'docker');
      await mkdir(join(folder, 'contexts/meta', id), { recursive: true });
      await mkdir(tls, { recursive: true });
      const docker = { Host: 'tcp://192.0.2.1:2376', SkipTLSVerify: true };
      const meta = JSON.stringify({ Name: 'far', Endpoints: { docker } });
      await writeFile(join(folder, 'contexts/meta', id, 'meta.json'), meta);
      await writeFile(join(folder, 'config.json'), '{"currentContext":"far"}');
      assert.deepEqual(endpoints({ DOCKER_CONFIG: folder }), [
        {
          host: 'tcp://192.0.2.1:2376',
          from: 'docker context "far"',
          certificates: tls,
          skipVerify: true,
        },
      ]);
    }));
});
