import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { codeOf, EXIT, LabError, reasonOf } from '../base/errors.ts';
import type { TopologyText } from '../lab/state-schema.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { parseTopology } from '../scenarios/topology-file.ts';
import { scenarioOf } from '../scenarios/topology-scenario.ts';
import { labelFrom } from '../scenarios/topology-values.ts';

/** Fifty services take a tenth of it. */
const MOST_BYTES = 256 * 1024;

/** @throws LabError (usage) for what is no text file of a reasonable size, or cannot be read */
export async function readTopologyText(file: string): Promise<TopologyText> {
  const refused = (sentence: string, hint: string, cause?: unknown): LabError =>
    new LabError(sentence, { hint, exitCode: EXIT.usage, cause });
  if (/^https?:\/\//i.test(file))
    throw refused(`${file} is a URL, not a file`, `curl -O ${file}, and name the file it writes`);
  try {
    const found = await stat(file);
    if (!found.isFile())
      throw refused(
        `${file} is ${found.isDirectory() ? 'a folder' : 'no file that can be read to its end'}`,
        'name the YAML file itself',
      );
    if (found.size > MOST_BYTES)
      throw refused(
        `${file} has ${Math.ceil(found.size / 1024)} KB, of at most ${MOST_BYTES / 1024} KB`,
        'docs/topology.md describes the format',
      );
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
    return { file, text };
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown;
    if (codeOf(thrown) === 'ENOENT')
      throw refused(
        `there is no file ${file}`,
        `jaeger-lab scenario new ${file} writes one`,
        thrown,
      );
    if (codeOf(thrown) === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw refused(`${file} is no text in UTF-8`, 'save it as UTF-8', thrown);
    throw refused(`cannot read ${file}: ${reasonOf(thrown)}`, 'name another file', thrown);
  }
}

/** @throws LabError (usage) with every mistake of the text */
export const topologyScenario = (text: string, file: string): Scenario =>
  scenarioOf(parseTopology(text, file, labelFrom(basename(file).replace(/\.ya?ml$/i, ''))));
