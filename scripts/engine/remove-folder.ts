import { readFile, rm } from 'node:fs/promises';
import { runTool } from '../images/tool.ts';

/** Removes an engine's folder, including the mounts that remain after the engine was killed. */
export async function removeFolder(folder: string): Promise<void> {
  const mounts = mountsUnder(folder, await readFile('/proc/self/mounts', 'utf8'));
  // The deepest first.
  for (const mount of mounts.toSorted((a, b) => b.length - a.length)) {
    await runTool({
      command: 'umount',
      args: ['--lazy', mount],
      limit: { withinMs: 10_000 },
      purpose: 'remove what a killed engine left mounted',
      whenMissing: 'install util-linux',
    });
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** @param table the text of /proc/self/mounts */
export function mountsUnder(folder: string, table: string): string[] {
  const points = table.split('\n').map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${folder}/`));
}
