import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failures } from './components.ts';
import { enginePlace } from './engine-place.ts';
import { textMistakes } from './moments.ts';
import { upIn } from './place.ts';
import type { Mistakes } from './tally.ts';

/** Brings a lab up through a proxy that goes away meanwhile; when it is back, `down` removes what there is. */
export async function cutOffInUp(afterMs: number): Promise<Mistakes> {
  const { relayAt } = await import('../../../test/support/engine-proxy.ts');
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  const socket = join(folder, 'docker.sock');
  const place = enginePlace('a proxy', process.env, `unix://${socket}`);
  try {
    await using lab = await place.open();
    const relay = await relayAt(socket);
    const { ended } = lab.start(...upIn(place));
    await sleep(afterMs);
    await relay[Symbol.asyncDispose]();
    const up = await ended;
    await using _ = await relayAt(socket);
    const down = await lab.run('down', '--quiet');
    return [
      ...(up.code === 0 || up.code === 3 ? [] : failures(up)),
      ...[up, down].flatMap(textMistakes),
      ...failures(down),
      ...(await lab.left()).map((one) => `left after down: ${one}`),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
