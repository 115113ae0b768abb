import { readFile, writeFile } from 'node:fs/promises';
import type Docker from 'dockerode';

const FILE = '/proc/sys/vm/max_map_count';
/** Linux's default; Elasticsearch and OpenSearch need 262144. */
const TOO_LOW = '65530';

/** A single node only warns of what it checks unless it is given this. */
export const CHECKED = 'ES_JAVA_OPTS=-Xms512m -Xmx512m -Des.enforce.bootstrap.checks=true';

/** Runs `work` while the kernel of this machine allows too few memory maps; it needs root, and the engine here. */
export async function withLowMapCount<T>(work: () => Promise<T>): Promise<T> {
  const before = await readFile(FILE, 'utf8');
  await writeFile(FILE, TOO_LOW);
  try {
    return await work();
  } finally {
    await writeFile(FILE, before);
  }
}

/** Replaces a lab's Elasticsearch by one that checks the machine, and waits until it has ended. */
export async function startChecked(docker: Docker, lab: string): Promise<void> {
  const name = `jaeger-lab-${lab}.elasticsearch`;
  const old = docker.getContainer(name);
  const { Config: config, HostConfig, NetworkSettings: network } = await old.inspect();
  await old.remove({ force: true });
  const kept = config.Env.filter((setting) => !setting.startsWith('ES_JAVA_OPTS='));
  const aliases = Object.entries(network.Networks).map(
    ([of, { Aliases }]): [string, Docker.EndpointSettings] => [
      of,
      { Aliases: Aliases as string[] },
    ],
  );
  const checked = await docker.createContainer({
    ...{ name, HostConfig, Image: config.Image, Labels: config.Labels, User: config.User },
    Env: [...kept, CHECKED],
    NetworkingConfig: { EndpointsConfig: Object.fromEntries(aliases) },
  });
  await checked.start();
  await checked.wait();
}
