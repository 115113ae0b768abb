import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, LabError, reasonOf } from '../../../base/errors.ts';
import { addressIn, type LabState } from '../../../lab/state.ts';
import {
  answerIn,
  type Files,
  type Language,
  languageOf,
  servicesIn,
} from '../../../lessons/by-hand/files.ts';
import type { Context } from '../../context.ts';
import { openLab } from '../../labs/open-lab.ts';
import { phrase } from '../../shell/phrase.ts';

/** The lesson that instruments services by hand. */
export const BY_HAND = 'instrument';

export interface OwnServicesOptions {
  readonly folder?: string;
  readonly language?: Language;
  readonly apply?: boolean;
}

/**
 * Writes the services of the lesson into a new folder, or instruments those of one.
 *
 * @throws LabError (usage) for a folder that is not empty, or that has no services to instrument
 */
export async function writeOwnServices(
  folder: string,
  { language, apply }: OwnServicesOptions,
  name: string,
  context: Context,
): Promise<void> {
  const { state } = await openLab(name, context);
  const endpoint = otlpOf(state);
  const there = await readdir(folder).catch(() => []);
  const found = apply ? languageOf(there) : undefined;
  if (apply && !found)
    throw new LabError(`${folder} has no services of this lesson`, {
      hint: phrase(`jaeger-lab learn ${BY_HAND} --folder ${folder}`, context.startedAs, name),
      exitCode: EXIT.usage,
    });
  if (!apply && there.length > 0)
    throw new LabError(`${folder} is not empty`, {
      hint: 'name a folder that does not exist yet',
      exitCode: EXIT.usage,
    });
  const chosen = found ?? language ?? 'node';
  await writeAll(folder, apply ? answerIn(chosen, endpoint) : servicesIn(chosen));
  context.note(apply ? applied(folder, chosen) : written(folder, chosen, endpoint));
}

async function writeAll(folder: string, files: Files): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  } catch (cause) {
    throw new LabError(`cannot write into ${folder}: ${reasonOf(cause)}`, {
      hint: 'choose an existing folder with write permission',
      exitCode: EXIT.usage,
      cause,
    });
  }
}

/** Where the lab takes OTLP over HTTP, as a service on this machine reaches it. */
function otlpOf(state: LabState): string {
  const collector = state.components.find(({ ports }) =>
    ports.some(({ name }) => name === 'otlp-http'),
  );
  return `http://${addressIn(state, collector?.name ?? 'jaeger', 'otlp-http')}`;
}

const STARTING: Readonly<Record<Language, string>> = {
  node: 'npm install && npm start',
  python: 'pip install -r requirements.txt && python start.py',
};

const written = (folder: string, language: Language, endpoint: string): string =>
  `wrote three services without tracing into ${folder}
start them in a second terminal: cd ${folder} && ${STARTING[language]}
the lab takes OTLP over HTTP at ${endpoint}
`;

const applied = (folder: string, language: Language): string =>
  `instrumented the services in ${folder}; start them again:
cd ${folder} && ${STARTING[language]}
`;
