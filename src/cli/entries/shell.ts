import type { Entry } from './entry.ts';

/** Commands for shells, scripts and preparations. */
export const shellCommands: readonly Entry[] = [
  {
    name: 'smoke',
    group: 'CI and shell',
    about: 'test a temporary lab for CI: every trace verified, then down',
    load: async () => (await import('../commands/smoke/command.ts')).smokeCommand,
    answers: { smoke: async () => (await import('../commands/smoke/answer.ts')).smokeAnswer },
  },
  {
    name: 'scenario',
    group: 'CI and shell',
    about: 'list, show and check scenarios, and write an example file',
    load: async () => (await import('../commands/scenario/command.ts')).scenarioCommand,
    answers: {
      scenario: async () => (await import('../commands/scenario/answer.ts')).scenarioAnswer,
      scenarios: async () => (await import('../commands/scenario/answer.ts')).scenariosAnswer,
    },
  },
  {
    name: 'images',
    group: 'CI and shell',
    about: 'images of the containers: list, save in a file, load from one',
    load: async () => (await import('../commands/images/command.ts')).imagesCommand,
    answers: {
      images: async () => (await import('../commands/images/answer.ts')).imagesAnswer,
    },
  },
  {
    name: 'schema',
    group: 'CI and shell',
    about: 'print the JSON schema of a --json answer',
    load: async () => (await import('../commands/schema/command.ts')).schemaCommand,
  },
  {
    name: 'completion',
    group: 'CI and shell',
    about: 'print the completion script of a shell',
    load: async () => (await import('../commands/completion/command.ts')).completionCommand,
  },
];
