import { EXIT, LabError } from '../src/base/errors.ts';
import { findEngine } from '../src/runtime/docker/engine.ts';
import { type Archiving, loadImages, saveImages } from '../src/runtime/docker/archive.ts';
import { ensureEach } from './images/ensure.ts';
import {
  exportsOf,
  isImageName,
  LAB_IMAGE_NAMES,
  LOCAL_IMAGE_NAMES,
  type LocalImageName,
  referenceOf,
} from './images/local-image.ts';
import { progressOn } from './images/progress.ts';

// npm run images [-- NAME... | save FILE [NAME...] | load FILE]: builds local images of the real components on the engine
// that answers, or loads them from a file, and prints on stdout what a shell needs to use them:
// eval "$(npm run --silent images)". Without names: those of Jaeger, Node.js and Redis.

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => interrupted.abort());
}
const { signal } = interrupted;
const { note, progress } = progressOn(process.stderr);

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (failure) {
  if (!(failure instanceof LabError)) throw failure;
  note([failure.message, ...failure.evidence, failure.hint ?? ''].join('\n'));
  process.exitCode = failure.exitCode;
}

interface Asked {
  readonly action: 'build' | 'save' | 'load';
  readonly file: string;
  readonly names: readonly LocalImageName[];
}

/** @returns why the arguments are refused, or what they ask for */
function parse(args: readonly string[]): Asked | string {
  const [action = '', file = '', ...rest] = args;
  if (action !== 'save' && action !== 'load') return asked('build', '', args);
  if (file === '') return `${action} needs a FILE`;
  if (action === 'load' && rest.length > 0) return 'load takes one FILE';
  return asked(action, file, rest);
}

function asked(action: Asked['action'], file: string, given: readonly string[]): Asked | string {
  const unknown = given.find((name) => !isImageName(name));
  if (unknown !== undefined) return `unknown image "${unknown}"`;
  const names = given.filter(isImageName);
  return { action, file, names: names.length > 0 ? names : LAB_IMAGE_NAMES };
}

async function run(args: readonly string[]): Promise<number> {
  const request = parse(args);
  if (typeof request === 'string') {
    note(`${request}\nusage: npm run images -- [NAME... | save FILE [NAME...] | load FILE]`);
    note(`names: ${LOCAL_IMAGE_NAMES.join(', ')}`);
    return EXIT.usage;
  }
  const engine = await findEngine({ env: process.env });
  note(engine.description);
  const onBytes = (bytes: number): void => progress(`${(bytes / 1e6).toFixed(0)} MB`);
  const archiving = { engine, signal, onBytes };
  return request.action === 'load' ? load(request.file, archiving) : build(request, archiving);
}

async function load(file: string, archiving: Archiving): Promise<number> {
  const loaded = await loadImages(file, archiving);
  note(`loaded ${loaded.join(', ')}`);
  process.stdout.write(exportsOf((name) => loaded.includes(referenceOf(name))));
  return EXIT.ok;
}

async function build({ names, file }: Asked, archiving: Archiving): Promise<number> {
  const { docker } = archiving.engine;
  const { built, failures } = await ensureEach(docker, names, { note, progress, signal });
  for (const { message, evidence } of failures) note([message, ...evidence].join('\n  '));
  process.stdout.write(exportsOf((name) => built.includes(name)));
  if (signal.aborted) return EXIT.interrupted;
  if (file !== '' && built.length > 0) {
    await saveImages(built.map(referenceOf), file, archiving);
    note(`saved ${built.map(referenceOf).join(', ')} in ${file}`);
  }
  return failures.length === 0 ? EXIT.ok : EXIT.notReady;
}
