import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { interleaved } from '../../src/base/interleaved.ts';
import { readTree } from '../../src/cli/shell/help/command-tree.ts';
import type { Bench, BenchResult, Ratio } from './bench.ts';
import { median, spread } from './statistics.ts';

const ROUNDS = 31;
const TARGET = 1.3;
/** Of the help of a command. */
const COMMAND_TARGET = 1.5;

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/main.js');
/** The build's metadata: for each file of dist/ its source files. */
const META = join(ROOT, 'dist/meta.json');

/** Large packages that neither help nor analysis needs. */
const UNWANTED = /^(dockerode|express|@opentelemetry\/.+)$/;

/** Nothing listens on port 1: the query is sent, and fails. */
const SLOWEST = ['slowest', '--jaeger-url', 'http://127.0.0.1:1', '--service', 'gateway'];

/** A command that looks for an engine: the control that loaded packages are detected. */
const CONTROL = ['down', '--name', 'bench'];
/** An address without an engine, so that the control does not depend on the machine. */
const NO_ENGINE = 'unix:///nowhere/docker.sock';

interface Meta {
  readonly outputs: Readonly<
    Record<
      string,
      { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }
    >
  >;
}

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

const packageOf = (file: string): string | undefined =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];

/** The packages in one loaded file: those bundled into it, or the one that contains it. */
function packagesIn(file: string, meta: Meta): string[] {
  const inputs = meta.outputs[relative(ROOT, file)]?.inputs ?? { [file]: { bytesInOutput: 1 } };
  return Object.entries(inputs).flatMap(([input, { bytesInOutput }]) =>
    bytesInOutput > 0 ? (packageOf(input) ?? []) : [],
  );
}

/** Runs the program with V8 coverage, which lists every loaded script, and returns their packages. */
function packagesLoadedBy(args: readonly string[], meta: Meta): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'jaeger-lab-bench-'));
  try {
    const env = {
      ...process.env,
      NODE_V8_COVERAGE: folder,
      XDG_STATE_HOME: folder,
      DOCKER_HOST: NO_ENGINE,
    };
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { env });
    if (status !== EXIT.ok && status !== EXIT.notReady) {
      throw new Error(`${args.join(' ')} ended with ${status}: ${stderr.toString()}`);
    }
    const scripts = readdirSync(folder)
      .filter((name) => name.startsWith('coverage-'))
      .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage).result)
      .flatMap(({ url }) => (url.startsWith('file:') ? fileURLToPath(url) : []));
    if (!scripts.includes(MAIN)) throw new Error(`no coverage of ${MAIN}`);
    return [...new Set(scripts.flatMap((file) => packagesIn(file, meta)))].sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds from start to exit. */
function timeOf(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { status, error } = spawnSync(process.execPath, args);
  const ms = performance.now() - start;
  if (error ?? status !== 0) throw new Error(`node ${args.join(' ')} failed`, { cause: error });
  return Promise.resolve(ms);
}

async function run(): Promise<BenchResult> {
  if (!existsSync(MAIN) || !existsSync(META)) {
    throw new LabError('the program is not built', { hint: 'npm run build' });
  }
  const meta = JSON.parse(readFileSync(META, 'utf8')) as Meta;
  if (!packagesLoadedBy(CONTROL, meta).includes('dockerode')) {
    throw new Error(`${CONTROL.join(' ')} did not load dockerode: the detection does not work`);
  }
  const lines: string[] = [];
  const also: Ratio[] = [];
  for (const args of [['--help'], ['slowest', '--help'], SLOWEST]) {
    const loaded = packagesLoadedBy(args, meta);
    lines.push(`packages loaded for ${shown(args)}: ${loaded.join(', ') || 'none'}`);
    also.push({
      what: `of dockerode, @opentelemetry/* and express, packages loaded for ${shown(args)}`,
      ratio: loaded.filter((name) => UNWANTED.test(name)).length,
      target: 0,
    });
  }
  const commands = commandNames();
  const times: Readonly<Record<string, number[]>> = await interleaved(ROUNDS, {
    node: () => timeOf(['-e', '0']),
    help: () => timeOf([MAIN, '--help']),
    ...Object.fromEntries(commands.map((name) => [name, () => timeOf([MAIN, name, '--help'])])),
  });
  const [node = [], help = []] = [times['node'], times['help']];
  lines.push(
    `node -e 0           ${spread(node, 'ms')}`,
    `jaeger-lab --help   ${spread(help, 'ms')}`,
  );
  const ratios = commands.map((name) => [name, median(times[name] ?? []) / median(node)] as const);
  const [slowest, ratio] = ratios.reduce((worst, each) => (each[1] > worst[1] ? each : worst));
  also.push({
    what: `of ${commands.length} commands the slowest --help (${slowest}) over node -e 0`,
    ratio,
    target: COMMAND_TARGET,
  });
  return {
    what: 'jaeger-lab --help over node -e 0',
    ratio: median(help) / median(node),
    target: TARGET,
    lines,
    also,
  };
}

const shown = (args: readonly string[]): string => args.slice(0, 2).join(' ');

function commandNames(): string[] {
  const tree = readTree(join(ROOT, 'dist'));
  if (tree === undefined) throw new Error('the build wrote no tree of commands');
  return tree.commands.map(({ name }) => name);
}

export const cliBench: Bench = {
  name: 'cli',
  about: 'the time of --help against node -e 0, and what help and slowest load',
  run,
};
