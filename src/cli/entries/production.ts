import type { Entry } from './entry.ts';

/** Commands for collector, query and a storage of their own. */
export const productionCommands: readonly Entry[] = [
  {
    name: 'export',
    group: 'Production',
    about: 'write the lab as a file for Docker Compose',
    load: async () => (await import('../commands/export/command.ts')).exportCommand,
  },
  {
    name: 'outage',
    group: 'Production',
    about: 'stop a component in mid-load and count the lost requests',
    load: async () => (await import('../commands/outage/command.ts')).outageCommand,
    answers: { outage: async () => (await import('../commands/outage/answer.ts')).outageAnswer },
  },
  {
    name: 'prune',
    group: 'Production',
    about: 'delete old indices of the storage, dry run first',
    load: async () => (await import('../commands/prune/command.ts')).pruneCommand,
    answers: { prune: async () => (await import('../commands/prune/answer.ts')).pruneAnswer },
  },
];
