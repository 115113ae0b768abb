import { LabError } from '../src/base/errors.ts';
import { findEngine } from '../src/runtime/docker/engine.ts';
import { ensureImages } from './images/ensure.ts';

// Builds local images of the real components on the available engine, and prints the shell commands that select them:
// eval "$(npm run --silent images)".
const note = (text: string): void => void process.stderr.write(`${text}\n`);

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => interrupted.abort());
}
const making = { note, signal: interrupted.signal };

try {
  const engine = await findEngine({ env: process.env });
  note(engine.description);
  const images = await ensureImages(engine.docker, ['jaeger1', 'jaeger2', 'node', 'redis'], making);
  process.stdout.write(
    `export JAEGER_LAB_IMAGE_JAEGER=${images.jaeger2} JAEGER_LAB_IMAGE_NODE=${images.node} JAEGER_LAB_IMAGE_REDIS=${images.redis}\n`,
  );
  note(`for Jaeger 1.57: jaeger-lab up --jaeger 1.57 --image jaeger=${images.jaeger1}`);
} catch (failure) {
  if (!(failure instanceof LabError)) throw failure;
  note([failure.message, ...failure.evidence, failure.hint ?? ''].join('\n'));
  process.exitCode = failure.exitCode;
}
