import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';

const AUTO = ['--ports', 'auto', '--quiet'];
const LOCAL = ['--runtime', 'local'];

const wrong: [title: string, args: string[], code: number, sentence: RegExp][] = [
  ['a program that is not a Jaeger', ['--jaeger-bin', '/bin/ls'], 2, /\/bin\/ls is not a Jaeger/],
  ['a Jaeger that is not here', ['--runtime', 'local', '--jaeger', '1.57'], 3, /no Jaeger 1\.57/],
  ['an image', ['--runtime', 'local', '--image', 'jaeger=x'], 2, /--image has no effect in/],
  ['no engine', ['--runtime', 'docker'], 3, /no Docker engine answers/],
  ['an address of no interface', [...LOCAL, '--publish', '192.0.2.1'], 2, /not an address of this/],
  ['a malformed address', [...LOCAL, '--publish', 'here'], 2, /cannot listen on here/],
  ['an unknown runtime', ['--runtime', 'kubernetes'], 2, /choices are docker, local/i],
];

describe('an up that cannot be', () => {
  for (const [title, args, code, sentence] of wrong) {
    test(`${title}: up ${args.join(' ')}`, async () => {
      await using lab = await withoutEngine();
      const up = await lab.run('up', ...AUTO, ...args);
      assert.equal(up.code, code, up.stderr);
      assert.match(up.stderr, sentence);
      await assertNothingLeft(lab);
    });
  }

  test('--production in a lab of processes is refused, and leads to a second lab or another first', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', ...LOCAL, ...AUTO), 0);
    for (const runtime of [[], ['--runtime', 'docker']]) {
      const up = await lab.run('up', '--production', ...runtime);
      assertCode(up, 2);
      assert.match(
        up.stderr,
        /^✖ lab ".*" (runs as processes: |already runs in the local runtime)/,
      );
      assert.match(up.stderr, /^→ .* down, then the same command$/m);
      assert.match(up.stderr, /--name NAME --ports auto/);
    }
    assertCode(await lab.run('status'), 0);
    assertCode(await lab.run('down'), 0);
  });
});
