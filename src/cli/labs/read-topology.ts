import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { codeOf, EXIT, LabError, reasonOf } from '../../base/errors.ts';
import type { TopologyText } from '../../lab/state-schema.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { parseTopology } from '../../scenarios/topology-file.ts';
import { scenarioOf } from '../../scenarios/topology-scenario.ts';
import { labelFrom } from '../../scenarios/topology-values.ts';

/** Fifty services take a tenth of it. */
const MOST_BYTES = 256 * 1024;

/** @throws LabError (usage) for what is no text file of a reasonable size, or cannot be read */
export async function readTopologyText(file: string): Promise<TopologyText> {
  const refused = (sentence: string, hint: string, cause?: unknown): LabError =>
    new LabError(sentence, { hint, exitCode: EXIT.usage, cause });
  if (/^https?:\/\//i.test(file))
    throw refused(`${file} is a URL, not a file`, `curl -O ${file}, then use the downloaded file`);
  try {
    const found = await stat(file);
    if (!found.isFile())
      throw refused(
        `${file} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}`,
        'use the path of the YAML file',
      );
    if (found.size > MOST_BYTES)
      throw refused(
        `${file} has ${Math.ceil(found.size / 1024)} KB; at most ${MOST_BYTES / 1024} KB are allowed`,
        'docs/topology.md describes the format',
      );
    const bytes = await readFile(file);
    const line = lineThatIsNoText(bytes);
    if (line !== undefined)
      throw refused(`${file}:${line}:1: this line is not valid UTF-8`, 'save the file as UTF-8');
    return { file, text: new TextDecoder().decode(bytes) };
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown;
    if (codeOf(thrown) === 'ENOENT')
      throw refused(`${file} does not exist`, `jaeger-lab scenario new ${file} writes one`, thrown);
    const hint = codeOf(thrown) === 'EACCES' ? `chmod u+r ${file}, or` : 'check the name, or';
    throw refused(`cannot read ${file}: ${reasonOf(thrown)}`, `${hint} name another file`, thrown);
  }
}

const LINE_BREAK = 0x0a;

/** Counted from 1; undefined where all of it can be read. No character but the line break has that byte in it. */
function lineThatIsNoText(bytes: Buffer): number | undefined {
  if (isUtf8(bytes) && !bytes.includes(0)) return undefined;
  let from = 0;
  for (let line = 1; ; line += 1) {
    const found = bytes.indexOf(LINE_BREAK, from);
    const to = found === -1 ? bytes.length : found;
    const part = bytes.subarray(from, to);
    if (!isUtf8(part) || part.includes(0)) return line;
    from = to + 1;
  }
}

/** @throws LabError (usage) with every mistake of the text */
export const topologyScenario = (text: string, file: string): Scenario =>
  scenarioOf(parseTopology(text, file, labelFrom(basename(file).replace(/\.ya?ml$/i, ''))));
