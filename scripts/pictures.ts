import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { svgOf } from './pictures/svg.ts';
import { shootViewer } from './pictures/viewer.ts';

// npm run pictures: records what the built program prints about a lab of its own as docs/pictures/*.svg, and its viewer
// as *.webp. The lab has the default ports, which the pictures show, so they must be free.

const COLUMNS = 100;
/** Where the embedded Jaeger of a lab shows the viewer. */
const VIEWER = 'http://localhost:16686';
const PATIENCE_MS = 120_000;
const MAIN = resolve('dist/main.js');
const FOLDER = resolve('docs/pictures');
/** The installed program's name, which the hints of the program contain. */
const NAME = 'jaeger-lab';

const UP = 'up checkout --runtime local';
const LOAD = 'load --n 40 --interval 0 --concurrency 4 --fault payment:delay=1s@10%';
/** The commands that are shown as they are typed. */
const ANSWERS = {
  slowest: 'slowest',
  trace: 'trace slowest',
  compare: 'compare --fault-vs-normal',
} as const;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

/** Runs a command to its end. @returns what a terminal shows. @throws Error with that when the command fails */
async function run(command: string, home: string, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const file = join(home, 'output');
  // One open file for both streams keeps the order in which the program writes.
  const output = openSync(file, 'w');
  const child = spawn(process.execPath, [join(home, 'bin', NAME), ...command.split(' ')], {
    cwd: home,
    env: environment(home),
    stdio: ['ignore', output, output],
    timeout: PATIENCE_MS,
  });
  closeSync(output);
  signal?.addEventListener('abort', () => child.kill());
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  const text = readFileSync(file, 'utf8');
  if (code !== 0) throw new Error(`jaeger-lab ${command} ended with ${code}:\n${text}`);
  return text;
}

function environment(home: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    XDG_STATE_HOME: home,
    FORCE_COLOR: '1',
    COLUMNS: String(COLUMNS),
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
  };
  // Set by `npm run`, it would change how the program says what to type next.
  delete env['npm_command'];
  return env;
}

async function record(command: string, home: string): Promise<string> {
  const output = await run(`${command} --format table`, home, stop.signal);
  const typed = `jaeger-lab ${command}`;
  return svgOf(`\u001b[2m$\u001b[22m \u001b[1m${typed}\u001b[22m\n${output}`, {
    title: `Output of ${typed}`,
    columns: COLUMNS,
  });
}

const home = await mkdtemp(join(tmpdir(), 'jaeger-lab-pictures-'));
const pictures: Record<string, string> = {};
try {
  await mkdir(join(home, 'bin'));
  await symlink(MAIN, join(home, 'bin', NAME));
  pictures['up'] = await record(UP, home);
  await run(LOAD, home, stop.signal);
  for (const [name, command] of Object.entries(ANSWERS)) {
    pictures[name] = await record(command, home);
  }
  for (const name of await shootViewer(VIEWER, FOLDER))
    process.stdout.write(`docs/pictures/${name}\n`);
} finally {
  await run('down', home);
  await rm(home, { recursive: true });
}
await mkdir(FOLDER, { recursive: true });
for (const [name, svg] of Object.entries(pictures)) {
  await writeFile(join(FOLDER, `${name}.svg`), svg);
  process.stdout.write(`docs/pictures/${name}.svg  ${Buffer.byteLength(svg)} bytes\n`);
}
