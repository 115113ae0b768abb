import type { Entry } from './entry.ts';

/** Commands that show traces as pages, as a file, or as they arrive. */
export const seeCommands: readonly Entry[] = [
  {
    name: 'ui',
    group: 'See',
    about: 'show the traces in a browser: waterfalls, flame graph, comparisons',
    load: async () => (await import('../commands/ui/command.ts')).uiCommand,
  },
  {
    name: 'report',
    group: 'See',
    about: 'write all of it into one HTML file, or a summary in Markdown',
    load: async () => (await import('../commands/report/command.ts')).reportCommand,
    answers: { report: async () => (await import('../commands/report/answer.ts')).reportAnswer },
  },
  {
    name: 'watch',
    group: 'See',
    about: 'follow new traces as they complete, or the ranking of them',
    load: async () => (await import('../commands/watch/command.ts')).watchCommand,
    answers: { watch: async () => (await import('../commands/watch/answer.ts')).watchAnswer },
  },
];
