import { EXIT, LabError, reasonOf } from '../../base/errors.ts';
import { readNamedFile } from '../../base/named-file.ts';
import type { Tls } from '../../base/tls.ts';
import type { Credentials } from '../../jaeger/credentials.ts';
import type { Context } from '../context.ts';
import { header } from '../shell/options.ts';
import { lineTo } from '../shell/output.ts';
import type { Access } from '../shell/trace-options.ts';
import { checkedAuthority, checkedPair } from './certificates.ts';
import { isReference, secretAt, withSecrets } from './secret.ts';
import type { Target } from './targets.ts';

type Headers = Readonly<Record<string, string>>;

/** A target with its name. */
export interface NamedTarget extends Target {
  readonly name: string;
}

/**
 * What the options, and the environment or a target, say about getting past the server in front of a Jaeger. The headers of
 * the environment are for the Jaeger of the environment or of an option: a target gets its own.
 *
 * @throws LabError (usage) for a file or secret that cannot be read, or half of a certificate
 */
export async function credentialsFor(
  access: Access,
  context: Context,
  target?: NamedTarget,
): Promise<Credentials> {
  const tls = await tlsFor({ ...target, ...given(access) }, context);
  const usual = target
    ? await headersOf(target, context)
    : headersIn(context.env['JAEGER_LAB_HEADERS'] ?? '');
  const typed = access.header ?? {};
  return {
    headers: {
      ...usual,
      ...(await bearerIn(access.bearerTokenFile)),
      ...(await withSecrets(typed, (name) => `the header ${name} of --header`, context)),
    },
    secretHeaders: [...referencesIn(target?.headers ?? {}), ...referencesIn(typed)],
    ...tls,
  };
}

/**
 * What options say about TLS. A certificate that is not checked is noted, also with --quiet, and in the answer.
 *
 * @throws LabError (usage) for a file that cannot be read or is not in PEM, or half of a certificate
 */
export async function tlsFor(
  { ca, cert, key, insecure: isInsecure }: Pick<Access, 'ca' | 'cert' | 'key' | 'insecure'>,
  context: Context,
): Promise<Tls> {
  if ((cert === undefined) !== (key === undefined))
    throw usage('--cert and --key belong together', 'give both files, in PEM');
  if (isInsecure) {
    context.caveats.add('insecure');
    lineTo(context)('the certificate of the server is not checked (--insecure)');
  }
  return {
    ca: checkedAuthority(ca, await textIn('--ca', ca)),
    ...checkedPair(
      { file: cert, text: await textIn('--cert', cert) },
      { file: key, text: await textIn('--key', key) },
    ),
    isInsecure,
  };
}

async function bearerIn(file: string | undefined): Promise<Headers> {
  const token = (await textIn('--bearer-token-file', file))?.trim();
  if (token === undefined) return {};
  if (/^[\x21-\x7e]+$/.test(token)) return { authorization: `Bearer ${token}` };
  throw usage(`${file} holds no bearer token`, 'write the token alone into it, on one line');
}

/** Without what was not typed. */
const given = (access: Access): Access =>
  Object.fromEntries(Object.entries(access).filter(([, value]) => value !== undefined));

async function headersOf(
  { name: target, headers = {}, bearerToken }: NamedTarget,
  context: Pick<Context, 'env' | 'stop'>,
): Promise<Headers> {
  const found: Record<string, string> = {};
  if (bearerToken !== undefined)
    found['authorization'] =
      `Bearer ${await secretAt(bearerToken, `the bearer token of target "${target}"`, context)}`;
  const about = (name: string): string => `the header ${name} of target "${target}"`;
  return { ...found, ...(await withSecrets(headers, about, context)) };
}

const referencesIn = (headers: Headers): string[] =>
  Object.keys(headers).filter((name) => isReference(headers[name] ?? ''));

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
  const wanted = { ifMissing: `check the path that ${option} names`, takesPipes: true };
  const text = (await readNamedFile(file, wanted)).toString();
  if (text.trim() !== '') return text;
  throw usage(`${file} is empty`, `give ${option} a file that is not`);
}
