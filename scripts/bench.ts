import { EXIT, LabError } from '../src/base/errors.ts';
import { isMet, ratioLine, type Bench } from './bench/bench.ts';
import { analyseBench } from './bench/analyse.ts';
import { backendBench } from './bench/backend.ts';
import { cliBench } from './bench/cli.ts';
import { loadBench } from './bench/load.ts';
import { localUpBench } from './bench/local-up.ts';
import { readyBench } from './bench/ready.ts';
import { viewerBench } from './bench/viewer.ts';
import { upBench } from './bench/up.ts';

// A new benchmark is a file in bench/ and a name here.
const BENCHES: readonly Bench[] = [
  analyseBench,
  backendBench,
  cliBench,
  loadBench,
  localUpBench,
  readyBench,
  upBench,
  viewerBench,
];

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const list = (): string[] => BENCHES.map(({ name, about }) => `  ${name.padEnd(8)} ${about}`);

/** Prints the figures, then each ratio with its target, the main one last. */
async function measure(bench: Bench): Promise<number> {
  const result = await bench.run();
  for (const line of result.lines) print(line);
  const ratios = [...(result.also ?? []), result];
  for (const ratio of ratios) print(ratioLine(ratio));
  return ratios.every(isMet) ? EXIT.ok : EXIT.no;
}

async function main(name: string | undefined): Promise<number> {
  const bench = BENCHES.find((known) => known.name === name);
  if (bench) return await measure(bench);
  if (name === undefined) {
    for (const line of ['npm run bench -- <name>', ...list()]) print(line);
    return EXIT.ok;
  }
  process.stderr.write(`unknown benchmark "${name}"; use one of\n${list().join('\n')}\n`);
  return EXIT.usage;
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (failure) {
  if (!(failure instanceof LabError)) throw failure;
  process.stderr.write(
    `${[failure.message, ...failure.evidence, failure.hint ?? ''].join('\n').trimEnd()}\n`,
  );
  process.exitCode = failure.exitCode;
}
