import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { codeOf, EXIT, Interrupted, LabError } from '../../base/errors.ts';
import { readNamedFile } from '../../base/named-file.ts';
import { commandOutput } from '../../runtime/local/command-output.ts';
import type { Context } from '../context.ts';

/** Where a secret is: `env:VARIABLE`, `file:PATH` or `command:COMMAND`, in a header also after `Bearer` or `Basic`. */
const REFERENCE = /^(?:(\w+) +)?(env|file|command):(.+)$/s;

export const REFERENCES = 'env:VARIABLE, file:PATH or command:COMMAND';

export const isReference = (text: string): boolean => REFERENCE.test(text);

/** The same reference from any folder. */
export const fromAnywhere = (reference: string): string =>
  reference.replace(/(?<=^(?:\w+ +)?file:).+$/s, absolute);

/** A path in an option's value is not expanded by the shell. */
export const absolute = (path: string): string => resolve(path.replace(/^~(?=\/)/, homedir()));

/** A reference as it may be shown: of a command only the program, whose arguments may hold a secret. */
export const shownReference = (reference: string): string =>
  reference.replace(/(?<=^(?:\w+ +)?command:\s*\S+)\s.*$/s, ' …');

/**
 * The secret that a reference leads to, without the line break at its end.
 *
 * @param what names it in errors: 'the bearer token of target "prod"'
 * @throws LabError (usage) where it is not there; the error does not contain it
 */
export async function secretAt(
  reference: string,
  what: string,
  context: Pick<Context, 'env' | 'stop'>,
): Promise<string> {
  const [, scheme, kind = '', place = ''] = REFERENCE.exec(reference) ?? [];
  const secret = (await READ[kind as keyof typeof READ](place, what, context)).trim();
  if (secret === '') throw noSecret(`${what} is empty`, `${shownReference(reference)} has nothing`);
  return scheme === undefined ? secret : `${scheme} ${secret}`;
}

type Read = (
  place: string,
  what: string,
  context: Pick<Context, 'env' | 'stop'>,
) => string | Promise<string>;

const READ: Readonly<Record<'env' | 'file' | 'command', Read>> = {
  env(name, what, { env }) {
    const value = env[name];
    if (value !== undefined) return value;
    throw noSecret(`${what} is not set: the environment has no ${name}`, `export ${name}=…`);
  },
  async file(path, what) {
    const ifMissing = `check the path from which ${what} is read`;
    return (await readNamedFile(path, { ifMissing, takesPipes: true })).toString();
  },
  async command(line, what, { env, stop }) {
    try {
      return await commandOutput(line, env, stop);
    } catch (cause) {
      if (stop.aborted) throw new Interrupted();
      const code = codeOf(cause) ?? (cause as { readonly code?: unknown }).code;
      const how = typeof code === 'number' ? `exit code ${code}` : 'no result within 30 s';
      throw noSecret(
        `the command for ${what} failed: ${how}`,
        'run it by itself to see why; see how it is written: jaeger-lab target list',
        cause,
      );
    }
  },
};

const noSecret = (sentence: string, hint: string, cause?: unknown): LabError =>
  new LabError(sentence, { hint, exitCode: EXIT.usage, cause });

/** Headers with the secrets that their references lead to. @param about names one in an error @throws as `secretAt` */
export async function withSecrets(
  headers: Readonly<Record<string, string>>,
  about: (name: string) => string,
  context: Pick<Context, 'env' | 'stop'>,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    found[name] = isReference(value) ? await secretAt(value, about(name), context) : value;
  return found;
}
