import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as z from 'zod/mini';
import { closest } from '../../base/closest.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { readIfThere, writeAtomically } from '../../base/files.ts';
import { placeInText } from '../../files/place.ts';
import { isLabName } from '../../lab/lab-folder.ts';
import { isPublicHeader } from '../../jaeger/credentials.ts';
import type { Context } from '../context.ts';
import { isReference, REFERENCES } from './secret.ts';

const reference = z.string().check(z.refine(isReference));
const headers = z
  .record(z.string(), z.string())
  .check(z.refine((all) => Object.entries(all).every(([name, value]) => mayBeStored(name, value))));

const target = z.object({
  jaegerUrl: z.string(),
  otlpUrl: z.optional(z.string()),
  /** References, or values that need not be kept secret. */
  headers: z.optional(headers),
  bearerToken: z.optional(reference),
  ca: z.optional(z.string()),
  cert: z.optional(z.string()),
  key: z.optional(z.string()),
  insecure: z.optional(z.boolean()),
});

const file = z.object({ version: z.literal(1), targets: z.record(z.string(), target) });

/** A Jaeger of the user's, and how to get to it. Secrets are references. */
export type Target = z.infer<typeof target>;

type Environment = Context['env'];

/** Whether a header may be in the file: a reference, or a value that need not be kept secret. */
export const mayBeStored = (name: string, value: string): boolean =>
  isReference(value) || isPublicHeader(name);

/** In `$XDG_CONFIG_HOME`; a relative one is ignored, as the XDG Base Directory Specification requires. */
function targetsFile({ XDG_CONFIG_HOME: chosen = '', HOME: home = '' }: Environment): string {
  const folder = isAbsolute(chosen) ? chosen : join(home === '' ? homedir() : home, '.config');
  return join(folder, 'jaeger-lab', 'targets.json');
}

/** All targets by name. @throws LabError (not ready) for a file that is not what `target add` writes */
export async function readTargets(env: Environment): Promise<Readonly<Record<string, Target>>> {
  const path = targetsFile(env);
  const text = await readIfThere(path);
  if (text === undefined) return {};
  const read = file.safeParse(jsonIn(text, path));
  if (!read.success) throw damaged(path, read.error.issues);
  return read.data.targets;
}

const AGAIN = 'or remove the file and add the targets again';

// The messages have the place of the mistake, and nothing that is written there: it may be a secret.

function jsonIn(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LabError(`${path}:${placeInText(text)}: the JSON is malformed there`, {
      hint: `correct it; ${AGAIN}`,
    });
  }
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
}

function damaged(path: string, [issue]: readonly Issue[]): LabError {
  const keys = issue?.path ?? [];
  const place = keys.length === 0 ? path : `${path}: ${keys.join('.')}`;
  return issue?.code === 'custom'
    ? new LabError(`${place} may hold a secret, which is not kept in the file`, {
        hint: `write ${REFERENCES} instead; ${AGAIN}`,
      })
    : new LabError(`${place} is missing or not as target add writes it`, {
        hint: `correct it; ${AGAIN}`,
      });
}

/** @throws LabError (usage) when there is no such target */
export async function targetNamed(name: string, env: Environment): Promise<Target> {
  const targets = await readTargets(env);
  const found = targets[name];
  if (found) return found;
  const meant = closest(name, Object.keys(targets));
  throw new LabError(`there is no target "${name}"`, {
    hint: meant ? `did you mean ${meant}?` : 'jaeger-lab target list',
    exitCode: EXIT.usage,
  });
}

/** @throws LabError (usage) for a name that is taken, or none */
export async function addTarget(name: string, added: Target, env: Environment): Promise<void> {
  const targets = await readTargets(env);
  if (!isLabName(name))
    throw new LabError(`invalid target name "${name}"`, {
      hint: 'use up to 40 lower-case letters, digits and hyphens',
      exitCode: EXIT.usage,
    });
  if (targets[name])
    throw new LabError(`there is a target "${name}" already`, {
      hint: `jaeger-lab target remove ${name}`,
      exitCode: EXIT.usage,
    });
  await write({ ...targets, [name]: added }, env);
}

/** @throws LabError (usage) when there is no such target */
export async function removeTarget(name: string, env: Environment): Promise<void> {
  await targetNamed(name, env);
  const { [name]: _, ...others } = await readTargets(env);
  await write(others, env);
}

/** Readable by the user alone: it says where what can be found. */
async function write(targets: Readonly<Record<string, Target>>, env: Environment): Promise<void> {
  const text = `${JSON.stringify({ version: 1, targets }, undefined, 2)}\n`;
  await writeAtomically(targetsFile(env), text).catch((cause: unknown) => {
    if (!(cause instanceof LabError)) throw cause;
    const hint = 'set XDG_CONFIG_HOME to a folder that you may write to';
    throw new LabError(cause.message, { hint, cause });
  });
}
