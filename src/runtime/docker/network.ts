import { realClock } from '../../base/clock.ts';
import { LabError, reasonOf } from '../../base/errors.ts';
import { type Engine, engineReason, exchange } from './engine.ts';
import { makeGone } from './containers.ts';
import { LABEL, networkName, ofLab } from './labels.ts';

/** @returns whether the network had to be made @throws LabError */
export async function ensureNetwork(lab: string, owner: string, engine: Engine): Promise<boolean> {
  return exchange('making its network', engine, async () => {
    const there = await engine.docker.listNetworks(ofLab(lab));
    if (there.length > 0) return false;
    const options = {
      Name: networkName(lab),
      Driver: 'bridge',
      CheckDuplicate: true,
      Labels: { [LABEL.lab]: lab, [LABEL.owner]: owner },
    };
    await engine.docker.createNetwork(options).catch((cause: unknown) => {
      throw NO_ADDRESSES.test(engineReason(cause)) ? noAddresses(cause) : cause;
    });
    return true;
  });
}

/** In the words of Docker up to 24, Docker from 25 on, and Podman. */
const NO_ADDRESSES =
  /non-overlapping IPv4 address pool|address pools have been fully (?:subnetted|subscribed)|could not find free subnet/i;

const noAddresses = (cause: unknown): LabError =>
  new LabError('the Docker engine has no addresses left for another network', {
    hint: 'remove unused networks: docker network prune; see your labs: jaeger-lab list',
    evidence: [engineReason(cause)],
    cause,
  });

/** @returns the names of what was removed */
export async function removeNetworks(lab: string, engine: Engine): Promise<string[]> {
  const networks = await exchange('listing its networks', engine, () =>
    engine.docker.listNetworks(ofLab(lab)),
  );
  await Promise.all(
    networks.map(({ Id }) =>
      makeGone('removing its network', engine, () =>
        whenLeft(() => engine.docker.getNetwork(Id).remove()),
      ),
    ),
  );
  return networks.map(({ Name }) => `network ${Name}`);
}

/** Of fifty containers that were just removed, a busy engine needs a moment to take the last ones out of their network. */
const LEAVING = { tries: 20, everyMs: 250 };

async function whenLeft(remove: () => Promise<unknown>): Promise<void> {
  for (let left = LEAVING.tries; ; left -= 1) {
    try {
      await remove();
      return;
    } catch (error) {
      if (left === 0 || !/active endpoints|being used/i.test(reasonOf(error))) throw error;
      await realClock.sleep(LEAVING.everyMs);
    }
  }
}
