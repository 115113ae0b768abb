import { join } from 'node:path';

/** A program, its arguments and the folder that it runs in. */
export type Command = readonly [folder: string, program: string, ...args: string[]];

export interface Sender {
  /** How it is made, in the order of the steps. */
  readonly build: readonly Command[];
  /** The program that sends one trace. */
  readonly send: Command;
  /** Protocol and compression, the last two arguments of the program. */
  readonly ways: readonly (readonly [protocol: string, compression: string])[];
}

const here = import.meta.dirname;
const PLAIN_AND_GZIP = [
  ['grpc', 'none'],
  ['grpc', 'gzip'],
  ['http', 'none'],
  ['http', 'gzip'],
] as const;

/** @param made an empty folder for what is built */
export function senders(made: string): Readonly<Record<string, Sender>> {
  const python = join(made, 'python');
  const requirements = join(here, 'python/requirements.txt');
  const rust = join(made, 'rust');
  const java = join(made, 'java');
  return {
    js: {
      build: [],
      send: [join(here, 'js'), process.execPath, 'send.mjs'],
      ways: [...PLAIN_AND_GZIP, ['json', 'none'], ['json', 'gzip'], ['zipkin', 'none']],
    },
    python: {
      build: [
        [here, 'python3', '-m', 'venv', python],
        [here, join(python, 'bin/pip'), 'install', '--quiet', '--requirement', requirements],
      ],
      send: [join(here, 'python'), join(python, 'bin/python'), 'send.py'],
      ways: [...PLAIN_AND_GZIP, ['zipkin', 'none']],
    },
    go: {
      build: [[join(here, 'go'), 'go', 'build', '-o', join(made, 'go'), '.']],
      send: [here, join(made, 'go')],
      ways: [...PLAIN_AND_GZIP, ['zipkin', 'none']],
    },
    java: {
      build: [
        [
          join(here, 'java'),
          'mvn',
          '-q',
          '-B',
          'dependency:copy-dependencies',
          `-DoutputDirectory=${java}`,
        ],
      ],
      send: [join(here, 'java'), 'java', '-cp', `${java}/*`, 'Send.java'],
      ways: [...PLAIN_AND_GZIP, ['zipkin', 'none']],
    },
    rust: {
      build: [[join(here, 'rust'), 'cargo', 'build', '--quiet', '--target-dir', rust]],
      send: [here, join(rust, 'debug/sender')],
      ways: [...PLAIN_AND_GZIP, ['grpc', 'zstd'], ['http', 'zstd'], ['json', 'none']],
    },
  };
}
