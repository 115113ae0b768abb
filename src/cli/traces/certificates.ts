import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { codeOf, EXIT, LabError, reasonOf } from '../../base/errors.ts';
import type { Credentials } from '../../jaeger/credentials.ts';

/** A file of an option, and its text; undefined where the option is not given. */
interface Pem {
  readonly file: string | undefined;
  readonly text: string | undefined;
}

/** OpenSSL itself ignores what is not a certificate, and then trusts nothing. @throws LabError (usage) without any */
export function checkedAuthority(
  file: string | undefined,
  text: string | undefined,
): string | undefined {
  if (text !== undefined) certificateIn('--ca', file ?? '', text);
  return text;
}

/** @throws LabError (usage) for a file that holds something else, a key with a passphrase, and files that do not match */
export function checkedPair(
  { file: certFile = '', text: cert }: Pem,
  { file: keyFile = '', text: key }: Pem,
): Pick<Credentials, 'cert' | 'certFile' | 'key'> {
  if (cert === undefined || key === undefined) return {};
  const certificate = certificateIn('--cert', certFile, cert);
  if (!certificate.checkPrivateKey(keyIn(keyFile, key)))
    throw refusal(
      `${keyFile} is not the key of the certificate in ${certFile}`,
      'give --cert and --key two files that belong together',
    );
  return { cert, certFile, key };
}

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;

function certificateIn(option: string, file: string, text: string): X509Certificate {
  const hint = `give ${option} a file in PEM, with -----BEGIN CERTIFICATE-----`;
  if (!CERTIFICATE.test(text)) throw refusal(`${file} holds no certificate in PEM`, hint);
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw refusal(`the certificate in ${file} cannot be read: ${reasonOf(cause)}`, hint, cause);
  }
}

const PASSPHRASE: ReadonlySet<string> = new Set([
  'ERR_MISSING_PASSPHRASE',
  'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED',
]);

function keyIn(file: string, text: string): KeyObject {
  const hint = 'give --key a file in PEM, with -----BEGIN PRIVATE KEY-----';
  if (!/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/.test(text))
    throw refusal(`${file} holds no private key in PEM`, hint);
  try {
    return createPrivateKey(text);
  } catch (cause) {
    if (isEncrypted(text) || PASSPHRASE.has(codeOf(cause) ?? ''))
      throw refusal(
        `the key in ${file} is encrypted with a passphrase`,
        `decrypt it first: openssl pkey -in ${file} -out ${file}.plain`,
        cause,
      );
    throw refusal(`the key in ${file} cannot be read: ${reasonOf(cause)}`, hint, cause);
  }
}

const isEncrypted = (text: string): boolean =>
  /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text);

const refusal = (sentence: string, hint: string, cause?: unknown): LabError =>
  new LabError(sentence, { hint, exitCode: EXIT.usage, cause });
