import { basename } from 'node:path';
import type { TopologyText } from '../../lab/state-schema.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { parseTopology } from '../../scenarios/topology-file.ts';
import { scenarioOf } from '../../scenarios/topology-scenario.ts';
import { labelFrom } from '../../scenarios/topology-values.ts';
import { readTextFile } from '../shell/read-text-file.ts';

/** @throws LabError (usage) for what is no text file of a reasonable size, or cannot be read */
export async function readTopologyText(file: string): Promise<TopologyText> {
  const text = await readTextFile(file, {
    ifMissing: `write one: jaeger-lab scenario new ${file}`,
    format: 'docs/topology.md describes the format',
  });
  return { file, text };
}

/** @throws LabError (usage) with every mistake of the text */
export const topologyScenario = (text: string, file: string): Scenario =>
  scenarioOf(parseTopology(text, file, labelFrom(basename(file).replace(/\.ya?ml$/i, ''))));
