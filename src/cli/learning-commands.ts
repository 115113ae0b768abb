import type { Entry } from './entry.ts';

/** The commands that break a lab and teach how to find out why. */
export const learningCommands: readonly Entry[] = [
  {
    name: 'doctor',
    group: 'Break and learn',
    about: 'find out why traces are missing or wrong, and how to fix it',
    load: async () => (await import('./commands/doctor/command.ts')).doctorCommand,
    answers: { doctor: async () => (await import('./commands/doctor/answer.ts')).doctorAnswer },
  },
  {
    name: 'break',
    group: 'Break and learn',
    about: 'plant an error for a learner to find',
    load: async () => (await import('./commands/break/command.ts')).breakCommand,
    answers: { break: async () => (await import('./commands/break/answer.ts')).breakAnswer },
  },
  {
    name: 'fix',
    group: 'Break and learn',
    about: 'undo what break has planted, or reset settings of a component',
    load: async () => (await import('./commands/fix/command.ts')).fixCommand,
    answers: { fix: async () => (await import('./commands/fix/answer.ts')).fixAnswer },
  },
  {
    name: 'diagnose',
    group: 'Break and learn',
    about: 'check a diagnosis against what break has planted',
    load: async () => (await import('./commands/diagnose/command.ts')).diagnoseCommand,
    answers: {
      diagnose: async () => (await import('./commands/diagnose/answer.ts')).diagnoseAnswer,
    },
  },
];
