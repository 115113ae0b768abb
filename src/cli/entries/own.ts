import type { Entry } from './entry.ts';

/** Commands for systems that are not the lab's. */
export const ownCommands: readonly Entry[] = [
  {
    name: 'exec',
    group: 'Your own',
    about: 'run a command, e.g. your tests, and look at its traces',
    load: async () => (await import('../commands/exec/command.ts')).execCommand,
    answers: { exec: async () => (await import('../commands/exec/answer.ts')).execAnswer },
  },
  {
    name: 'target',
    group: 'Your own',
    about: 'name a Jaeger of your own and how to get to it, for --target',
    load: async () => (await import('../commands/target/command.ts')).targetCommand,
    answers: { targets: async () => (await import('../commands/target/answer.ts')).targetsAnswer },
  },
  {
    name: 'import',
    group: 'Your own',
    about: 'send traces from files to Jaeger, or another OTLP receiver',
    load: async () => (await import('../commands/import/command.ts')).importCommand,
    answers: { import: async () => (await import('../commands/import/answer.ts')).importAnswer },
  },
];
