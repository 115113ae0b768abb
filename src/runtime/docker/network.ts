import { type Engine, exchange } from './engine.ts';
import { makeGone } from './containers.ts';
import { LABEL, networkName, ofLab } from './labels.ts';

/** @returns whether the network had to be made */
export async function ensureNetwork(lab: string, owner: string, engine: Engine): Promise<boolean> {
  return exchange('making its network', engine, async () => {
    const there = await engine.docker.listNetworks(ofLab(lab));
    if (there.length > 0) return false;
    await engine.docker.createNetwork({
      Name: networkName(lab),
      Driver: 'bridge',
      CheckDuplicate: true,
      Labels: { [LABEL.lab]: lab, [LABEL.owner]: owner },
    });
    return true;
  });
}

/** @returns the names of what was removed */
export async function removeNetworks(lab: string, engine: Engine): Promise<string[]> {
  const networks = await exchange('listing its networks', engine, () =>
    engine.docker.listNetworks(ofLab(lab)),
  );
  await Promise.all(
    networks.map(({ Id }) =>
      makeGone('removing its network', engine, () => engine.docker.getNetwork(Id).remove()),
    ),
  );
  return networks.map(({ Name }) => `network ${Name}`);
}
