import { isUtf8 } from 'node:buffer';
import { EXIT, LabError } from '../../base/errors.ts';
import { readNamedFile, statNamedFile } from '../../base/named-file.ts';

/** A topology of fifty services takes a tenth of it. */
const MOST_BYTES = 256 * 1024;

interface TextFile {
  /** What to type where there is no such file. */
  readonly ifMissing: string;
  /** Where the format is described. */
  readonly format: string;
}

/**
 * The text of a file that a person wrote.
 *
 * @throws LabError (usage) for anything but a regular file of UTF-8 text of a reasonable size
 */
export async function readTextFile(file: string, { ifMissing, format }: TextFile): Promise<string> {
  const refused = (sentence: string, hint: string): LabError =>
    new LabError(sentence, { hint, exitCode: EXIT.usage });
  const { size } = await statNamedFile(file, { ifMissing });
  if (size > MOST_BYTES)
    throw refused(
      `${file} has ${Math.ceil(size / 1024)} KB; at most ${MOST_BYTES / 1024} KB are allowed`,
      format,
    );
  const bytes = await readNamedFile(file, { ifMissing });
  const line = lineThatIsNoText(bytes);
  if (line !== undefined)
    throw refused(`${file}:${line}:1: this line is not UTF-8 text`, 'save the file as UTF-8');
  return new TextDecoder().decode(bytes);
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
