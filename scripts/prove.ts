import { EXIT, LabError } from '../src/base/errors.ts';
import { aaProof } from './prove/a-a.ts';
import { adaptiveProof } from './prove/adaptive.ts';
import { byHandProof } from './prove/by-hand.ts';
import { oldJaegerProof } from './prove/old-jaeger.ts';
import { outagesProof } from './prove/outages.ts';
import { populationsProof } from './prove/populations.ts';
import { doctorProof } from './prove/doctor.ts';
import { filesProof } from './prove/files.ts';
import { flaskProof } from './prove/flask.ts';
import { holds, type Proof, provedRow } from './prove/prove.ts';
import { reliabilityProof } from './prove/reliability.ts';
import { storageErrorsProof } from './prove/storage-errors.ts';
import { storagesProof } from './prove/storages.ts';

// A new proof is a file in prove/ and a name here.
const PROOFS: readonly Proof[] = [
  aaProof,
  adaptiveProof,
  byHandProof,
  doctorProof,
  filesProof,
  flaskProof,
  oldJaegerProof,
  outagesProof,
  populationsProof,
  reliabilityProof,
  storageErrorsProof,
  storagesProof,
];

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const note = (text: string): void => void process.stderr.write(`${text}\n`);
const list = (): string[] => PROOFS.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`);

/** Prints the table of what was proved, then the figures without a bound. */
async function prove(proof: Proof, args: readonly string[]): Promise<number> {
  const { proved, lines } = await proof.run(note, args);
  print('| what | counted | share | bound | |');
  print('| --- | --- | --- | --- | --- |');
  for (const one of proved) print(provedRow(one));
  for (const line of lines) print(line);
  return proved.every(holds) ? EXIT.ok : EXIT.no;
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  const proof = PROOFS.find((known) => known.name === name);
  if (proof) return await prove(proof, args);
  if (name === undefined) {
    for (const line of ['npm run prove -- <name>', ...list()]) print(line);
    return EXIT.ok;
  }
  note(`unknown proof "${name}"; use one of\n${list().join('\n')}`);
  return EXIT.usage;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (failure) {
  if (!(failure instanceof LabError)) throw failure;
  note([failure.message, ...failure.evidence, failure.hint ?? ''].join('\n').trimEnd());
  process.exitCode = failure.exitCode;
}
