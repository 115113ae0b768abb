import { EXIT, LabError } from '../src/base/errors.ts';
import { findEngine } from '../src/runtime/docker/engine.ts';
import { type Archiving, loadImages, saveImages } from '../src/runtime/docker/archive.ts';
import { ensureEach } from './images/ensure.ts';
import { exportsOf, referenceOf } from './images/local-image.ts';
import { progressOn } from './images/progress.ts';

// npm run images [-- save FILE | load FILE]: builds local images of the real components on the engine that answers,
// or loads them from a file, and prints on stdout what a shell needs to use them: eval "$(npm run --silent images)".

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

async function run([action = '', file = '', ...rest]: readonly string[]): Promise<number> {
  const isUnderstood = ['', 'save', 'load'].includes(action) && (action === '') === (file === '');
  if (!isUnderstood || rest.length > 0) {
    note('expected no argument, save FILE or load FILE');
    return EXIT.usage;
  }
  const engine = await findEngine({ env: process.env });
  note(engine.description);
  const onBytes = (bytes: number): void => progress(`${(bytes / 1e6).toFixed(0)} MB`);
  const archiving = { engine, signal, onBytes };
  return action === 'load' ? load(file, archiving) : build(file, archiving);
}

async function load(file: string, archiving: Archiving): Promise<number> {
  const loaded = await loadImages(file, archiving);
  note(`loaded ${loaded.join(', ')}`);
  process.stdout.write(exportsOf((name) => loaded.includes(referenceOf(name))));
  return EXIT.ok;
}

/** @param file where to save them; empty for nowhere */
async function build(file: string, archiving: Archiving): Promise<number> {
  const { docker } = archiving.engine;
  const { built, failures } = await ensureEach(docker, { note, progress, signal });
  for (const { message, evidence } of failures) note([message, ...evidence].join('\n  '));
  process.stdout.write(exportsOf((name) => built.includes(name)));
  if (signal.aborted) return EXIT.interrupted;
  if (file !== '' && built.length > 0) {
    await saveImages(built.map(referenceOf), file, archiving);
    note(`saved ${built.map(referenceOf).join(', ')} in ${file}`);
  }
  return failures.length === 0 ? EXIT.ok : EXIT.notReady;
}
