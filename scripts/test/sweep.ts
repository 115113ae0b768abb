import type Docker from 'dockerode';
import { LABEL } from '../../src/runtime/docker/labels.ts';

/** Tests name their labs and Compose projects after their process: "t4711-1". */
const TEST_LAB = /^t(\d+)-\d+$/;

/** Whether a lab belongs to a test whose process has ended, so that it would never be removed. */
export function isAbandoned(lab: string, isAlive: (pid: number) => boolean): boolean {
  const [, pid] = TEST_LAB.exec(lab) ?? [];
  return pid !== undefined && !isAlive(Number(pid));
}

/**
 * Removes the labs of interrupted tests from the engine.
 *
 * @returns the names of the labs
 */
export async function sweep(docker: Docker): Promise<string[]> {
  const swept = await Promise.all(LABELS.map((label) => sweepLabelled(docker, label)));
  return swept.flat();
}

const LABELS = [LABEL.lab, 'com.docker.compose.project'];

async function sweepLabelled(docker: Docker, label: string): Promise<string[]> {
  const filters = { label: [label] };
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  const { Volumes: volumes } = await docker.listVolumes({ filters });
  const swept = new Set<string>();
  const toSweep = (labels: Readonly<Record<string, string>> | undefined): boolean => {
    const lab = labels?.[label] ?? '';
    const abandoned = isAbandoned(lab, isAlive);
    if (abandoned) swept.add(lab);
    return abandoned;
  };
  for (const { Id, Labels } of containers) {
    if (toSweep(Labels)) await docker.getContainer(Id).remove({ force: true, v: true });
  }
  for (const { Id, Labels } of networks) {
    if (toSweep(Labels)) await docker.getNetwork(Id).remove();
  }
  for (const { Name, Labels } of volumes) {
    if (toSweep(Labels)) await docker.getVolume(Name).remove();
  }
  return [...swept];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
