import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HelpPage } from './page.ts';

/** The file below the built program's folder that has the tree of all commands. */
export const TREE_FILE = 'commands.json';

/** What stands in a page for the way in which the program was started. */
export const STARTED_AS = '{started as}';

/** A command as the build wrote it down: what help, completion and the manual need without loading the command. */
export interface CommandTree {
  readonly name: string;
  readonly about: string;
  readonly page: HelpPage;
  readonly options: readonly OptionFacts[];
  readonly args: readonly ValueFacts[];
  readonly commands: readonly CommandTree[];
}

export interface OptionFacts {
  /** As they are typed: "-q", "--quiet". */
  readonly flags: readonly string[];
  readonly about: string;
  /** Absent for an option that takes none. */
  readonly value?: ValueFacts;
}

export interface ValueFacts {
  readonly name: string;
  readonly variadic: boolean;
  readonly choices: readonly string[];
}

/** @returns undefined where the build wrote none: when the program runs from its sources */
export function readTree(distFolder: string): CommandTree | undefined {
  try {
    return JSON.parse(readFileSync(join(distFolder, TREE_FILE), 'utf8')) as CommandTree;
  } catch {
    return undefined;
  }
}

/** The command that the names lead to, and undefined when they lead to none. */
export function commandAt(tree: CommandTree, names: readonly string[]): CommandTree | undefined {
  return names.reduce<CommandTree | undefined>(
    (at, name) => at?.commands.find((command) => command.name === name),
    tree,
  );
}
