import { readFile } from 'node:fs/promises';
import { EXIT, LabError, reasonOf } from '../../base/errors.ts';
import type { Credentials } from '../../jaeger/credentials.ts';
import type { Context } from '../context.ts';
import { header } from '../shell/options.ts';
import type { TraceChoice } from '../shell/trace-options.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * What the options and the environment say about getting past the server in front of a Jaeger.
 *
 * @throws LabError (usage) for a file that cannot be read, or half of a certificate
 */
export async function credentialsFor(
  choice: TraceChoice,
  { env }: Pick<Context, 'env'>,
): Promise<Credentials> {
  const { bearerTokenFile, ca, cert, key, insecure: isInsecure } = choice;
  if ((cert === undefined) !== (key === undefined))
    throw usage('--cert and --key belong together', 'give both files, in PEM');
  const token = await textIn('--bearer-token-file', bearerTokenFile);
  const bearer: Headers = token === undefined ? {} : { authorization: `Bearer ${token.trim()}` };
  return {
    headers: { ...headersIn(env['JAEGER_LAB_HEADERS'] ?? ''), ...bearer, ...choice.header },
    ca: await textIn('--ca', ca),
    cert: await textIn('--cert', cert),
    key: await textIn('--key', key),
    isInsecure,
  };
}

const usage = (sentence: string, hint: string, cause?: unknown): LabError =>
  new LabError(sentence, { hint, exitCode: EXIT.usage, cause });

/** One header per line. Its value is not shown in an error. */
function headersIn(text: string): Headers {
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .reduce<Headers>((before, line) => header(line, before), {});
  } catch (cause) {
    throw usage(`JAEGER_LAB_HEADERS: ${reasonOf(cause)}`, 'write one header per line', cause);
  }
}

async function textIn(option: string, file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw usage(`cannot read ${file}: ${reasonOf(cause)}`, `give ${option} a file`, cause);
  });
  if (text.trim() !== '') return text;
  throw usage(`${file} is empty`, `give ${option} a file that is not`);
}
