import { copyFile, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A process of its own beside a lab's: keeps each log file short. A log that is too long moves to
 * `<component>.log.1`, and the log begins anew; the process that writes it appends and is not affected.
 *
 *   node log-keeper.js <folder of the processes> [<bytes>]
 */
const [folder = '', limit = '10000000'] = process.argv.slice(2);
const LOOK_EVERY_MS = 1_000;

async function shorten(file: string): Promise<void> {
  const { size } = await stat(file);
  if (size <= Number(limit)) return;
  await copyFile(file, `${file}.1`);
  await truncate(file);
}

// Ends with the lab: when the folder is gone, or has no record of a component any more.
for (;;) {
  const names = await readdir(folder).catch(() => []);
  if (!names.some((name) => name.endsWith('.json'))) break;
  const logs = names.filter((name) => name.endsWith('.log'));
  // A log may be removed meanwhile; the next look finds it gone.
  await Promise.all(logs.map((name) => shorten(join(folder, name)).catch(() => undefined)));
  await sleep(LOOK_EVERY_MS);
}
