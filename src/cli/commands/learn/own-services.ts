import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, LabError } from '../../../base/errors.ts';
import { addressIn, type LabState } from '../../../lab/state.ts';
import {
  answerIn,
  type Language,
  languageOf,
  REQUEST,
  servicesIn,
} from '../../../lessons/by-hand/files.ts';
import type { Files } from '../../../lessons/by-hand/text-files.ts';
import type { Context } from '../../context.ts';
import { openLab } from '../../labs/open-lab.ts';
import { writeInto } from '../../shell/output-file.ts';
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
  { language = 'node', apply }: OwnServicesOptions,
  name: string,
  context: Context,
): Promise<void> {
  const { state } = await openLab(name, context);
  const endpoint = otlpOf(state);
  const there = await readdir(folder).catch(() => []);
  const typed = (command: string): string => phrase(command, context.startedAs, name);
  if (apply) {
    const found = languageFound(folder, there, typed);
    await writeAll(folder, answerIn(found, endpoint));
    context.note(applied(folder, found, typed));
    return;
  }
  if (there.length > 0)
    throw new LabError(`${folder} is not empty`, {
      hint: 'name a folder that does not exist yet',
      exitCode: EXIT.usage,
    });
  await writeAll(folder, servicesIn(language));
  context.note(written(folder, language, endpoint, typed));
}

function languageFound(folder: string, there: readonly string[], typed: Typed): Language {
  const found = languageOf(there);
  if (found) return found;
  throw new LabError(`${folder} has no services of this lesson`, {
    hint: typed(`jaeger-lab learn ${BY_HAND} --folder ${folder}`),
    exitCode: EXIT.usage,
  });
}

async function writeAll(folder: string, files: Files): Promise<void> {
  await writeInto(folder, '--folder', async () => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  });
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

type Typed = (command: string) => string;

const written = (folder: string, language: Language, endpoint: string, typed: Typed): string =>
  `wrote three services without tracing into ${folder}
the lab takes OTLP over HTTP at ${endpoint}
add tracing to them; each hint goes a step further:
  ${typed('jaeger-lab learn --hint')}
start them in a second terminal:
${starting(folder, language, typed)}`;

const applied = (folder: string, language: Language, typed: Typed): string =>
  `instrumented the services in ${folder}
start them again in the second terminal:
${starting(folder, language, typed)}`;

const starting = (folder: string, language: Language, typed: Typed): string =>
  `  cd ${folder} && ${STARTING[language]}
send a request, and check:
  ${REQUEST}
  ${typed('jaeger-lab learn --check')}
`;
