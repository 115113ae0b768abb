import type { Entry } from './entry.ts';

/** Commands that bring a lab up, drive it, and take it down. */
export const startCommands: readonly Entry[] = [
  {
    name: 'up',
    group: 'Start',
    about: "start Jaeger and a scenario's services, wait until all are ready",
    load: async () => (await import('../commands/up/command.ts')).upCommand,
    answers: { up: async () => (await import('../commands/up/answer.ts')).upAnswer },
  },
  {
    name: 'load',
    group: 'Start',
    about: 'send requests, then wait until their traces are readable',
    load: async () => (await import('../commands/load/command.ts')).loadCommand,
    answers: { load: async () => (await import('../answers/load.ts')).loadAnswer },
  },
  {
    name: 'status',
    group: 'Start',
    about: 'show the components, their addresses and the runs',
    load: async () => (await import('../commands/status/command.ts')).statusCommand,
    answers: { status: async () => (await import('../commands/status/answer.ts')).statusAnswer },
  },
  {
    name: 'repair',
    group: 'Start',
    about: 'start stopped components again, with the options the lab was made with',
    load: async () => (await import('../commands/repair/command.ts')).repairCommand,
    answers: { repair: async () => (await import('../commands/repair/answer.ts')).repairAnswer },
  },
  {
    name: 'logs',
    group: 'Start',
    about: 'show the logs of the components',
    load: async () => (await import('../commands/logs/command.ts')).logsCommand,
    answers: { logs: async () => (await import('../commands/logs/answer.ts')).logsAnswer },
  },
  {
    name: 'down',
    group: 'Start',
    about: 'stop and remove a lab',
    load: async () => (await import('../commands/down/command.ts')).downCommand,
    answers: { down: async () => (await import('../commands/down/answer.ts')).downAnswer },
  },
  {
    name: 'list',
    group: 'Start',
    about: 'list your labs: state, age, ports and disk used',
    load: async () => (await import('../commands/list/command.ts')).listCommand,
    answers: { list: async () => (await import('../commands/list/answer.ts')).listAnswer },
  },
  {
    name: 'runs',
    group: 'Start',
    about: 'list the runs of load, also of labs that are down',
    load: async () => (await import('../commands/runs/command.ts')).runsCommand,
    answers: { runs: async () => (await import('../commands/runs/answer.ts')).runsAnswer },
  },
  {
    name: 'demo',
    group: 'Start',
    about: 'run up, load and slowest; the lab stays up',
    load: async () => (await import('../commands/demo/command.ts')).demoCommand,
  },
];
