import type { Entry } from './entry.ts';
import { learnCommands } from './learn.ts';
import { ownCommands } from './own.ts';
import { productionCommands } from './production.ts';
import { seeCommands } from './see.ts';
import { shellCommands } from './shell.ts';
import { startCommands } from './start.ts';
import { understandCommands } from './understand.ts';

/** Every command, in the order in which `--help` lists the groups. */
export const commands: readonly Entry[] = [
  ...startCommands,
  ...understandCommands,
  ...seeCommands,
  ...learnCommands,
  ...productionCommands,
  ...ownCommands,
  ...shellCommands,
];
