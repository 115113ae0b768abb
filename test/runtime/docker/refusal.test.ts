import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalHint } from '../../../src/runtime/docker/refusal.ts';

/** What engines answer: Docker 20.10 and 27, Podman 4.3. */
const WORDS: readonly [words: string, hint: RegExp][] = [
  [
    'container create: container-init binary not found on the host: stat /usr/libexec/podman/catatonit: no such file or directory',
    /catatonit/,
  ],
  [
    'runc create failed: unable to start container process: error setting rlimits for ready process: error setting rlimit type 6: operation not permitted',
    /default_ulimits/,
  ],
  ['write /var/lib/docker/tmp: no space left on device', /docker system df/],
  ['OCI runtime create failed: fork/exec: cannot allocate memory', /docker stats/],
  ['driver failed programming external connectivity: port is already allocated', /--ports auto/],
];

for (const [words, hint] of WORDS)
  test(`a way out of "${words}"`, () => assert.match(refusalHint(words), hint));

test('other refusals lead to the log of the engine', () =>
  assert.match(refusalHint('invalid reference format'), /^see the engine's log: journalctl/));
