import type { Entry } from './entry.ts';

/** Commands that read traces and say what they show. */
export const understandCommands: readonly Entry[] = [
  {
    name: 'slowest',
    group: 'Understand',
    about: 'show where the time goes, and the slowest spans',
    load: async () => (await import('../commands/slowest/command.ts')).slowestCommand,
    answers: {
      slowest: async () => (await import('../commands/slowest/answer.ts')).slowestAnswer,
      'slowest-metrics': async () =>
        (await import('../commands/slowest/metrics-answer.ts')).slowestMetricsAnswer,
    },
  },
  {
    name: 'traces',
    group: 'Understand',
    about: 'search by service, operation, tags, duration, time, errors',
    load: async () => (await import('../commands/traces/command.ts')).tracesCommand,
    answers: { traces: async () => (await import('../commands/traces/answer.ts')).tracesAnswer },
  },
  {
    name: 'trace',
    group: 'Understand',
    about: 'show one trace as a waterfall with its critical path',
    load: async () => (await import('../commands/trace/command.ts')).traceCommand,
    answers: { trace: async () => (await import('../commands/trace/answer.ts')).traceAnswer },
  },
  {
    name: 'compare',
    group: 'Understand',
    about: 'explain the difference between two traces or two groups',
    load: async () => (await import('../commands/compare/command.ts')).compareCommand,
    answers: { compare: async () => (await import('../commands/compare/answer.ts')).compareAnswer },
  },
  {
    name: 'deps',
    group: 'Understand',
    about: 'show which service calls which: table, dot, mermaid, svg, json',
    load: async () => (await import('../commands/deps/command.ts')).depsCommand,
    answers: { deps: async () => (await import('../commands/deps/answer.ts')).depsAnswer },
  },
  {
    name: 'verify',
    group: 'Understand',
    about: 'check that every request left its complete trace',
    load: async () => (await import('../commands/verify/command.ts')).verifyCommand,
    answers: { verify: async () => (await import('../commands/verify/answer.ts')).verifyAnswer },
  },
  {
    name: 'explain',
    group: 'Understand',
    about: 'terms of tracing, in five lines each',
    load: async () => (await import('../commands/explain/command.ts')).explainCommand,
    answers: { explain: async () => (await import('../commands/explain/answer.ts')).explainAnswer },
  },
];
