import type { Entry } from './entry.ts';

/** The commands that break a lab and teach how to find out why. */
export const learnCommands: readonly Entry[] = [
  {
    name: 'inject',
    group: 'Break and learn',
    about: 'make a running service slow or fail, and undo it',
    load: async () => (await import('../commands/inject/command.ts')).injectCommand,
    answers: { inject: async () => (await import('../commands/inject/answer.ts')).injectAnswer },
  },
  {
    name: 'doctor',
    group: 'Break and learn',
    about: 'find out why traces are missing or wrong, and how to fix it',
    load: async () => (await import('../commands/doctor/command.ts')).doctorCommand,
    answers: { doctor: async () => (await import('../commands/doctor/answer.ts')).doctorAnswer },
  },
  {
    name: 'break',
    group: 'Break and learn',
    about: 'plant an error for a learner to find',
    load: async () => (await import('../commands/break/command.ts')).breakCommand,
    answers: { break: async () => (await import('../commands/break/answer.ts')).breakAnswer },
  },
  {
    name: 'fix',
    group: 'Break and learn',
    about: 'undo what break has planted, or reset settings of a component',
    load: async () => (await import('../commands/fix/command.ts')).fixCommand,
    answers: { fix: async () => (await import('../commands/fix/answer.ts')).fixAnswer },
  },
  {
    name: 'diagnose',
    group: 'Break and learn',
    about: 'check a diagnosis against what break has planted',
    load: async () => (await import('../commands/diagnose/command.ts')).diagnoseCommand,
    answers: {
      diagnose: async () => (await import('../commands/diagnose/answer.ts')).diagnoseAnswer,
    },
  },
  {
    name: 'learn',
    group: 'Break and learn',
    about: 'lessons of the tutorial and its errors, checked at your own lab',
    load: async () => (await import('../commands/learn/command.ts')).learnCommand,
    answers: { learn: async () => (await import('../commands/learn/answer.ts')).learnAnswer },
  },
  {
    name: 'quiz',
    group: 'Break and learn',
    about: 'questions on tracing, with a reason for every choice',
    load: async () => (await import('../commands/quiz/command.ts')).quizCommand,
    answers: { quiz: async () => (await import('../commands/quiz/answer.ts')).quizAnswer },
  },
  {
    name: 'challenge',
    group: 'Break and learn',
    about: 'make a service slow and prove from the traces which one it was',
    load: async () => (await import('../commands/challenge/command.ts')).challengeCommand,
    answers: {
      challenge: async () => (await import('../commands/challenge/answer.ts')).challengeAnswer,
    },
  },
  {
    name: 'overhead',
    group: 'Break and learn',
    about: 'measure the cost of instrumentation and sampling',
    load: async () => (await import('../commands/overhead/command.ts')).overheadCommand,
    answers: {
      overhead: async () => (await import('../commands/overhead/answer.ts')).overheadAnswer,
    },
  },
];
