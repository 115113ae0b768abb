import type { Argument, Command, Option } from 'commander';
import { realClock } from '../../src/base/clock.ts';
import type { Context, Terminal } from '../../src/cli/context.ts';
import { programOf } from '../../src/cli/program.ts';
import {
  type CommandTree,
  type OptionFacts,
  STARTED_AS,
  type ValueFacts,
} from '../../src/cli/shell/help/command-tree.ts';
import { layOut } from '../../src/cli/shell/help/page.ts';
import { pageOf } from '../../src/cli/shell/help/page-of.ts';

/** Wider than any line, so that a page is written down before it is laid out. */
const SCREEN: Terminal = {
  isTTY: false,
  format: 'table',
  columns: 100_000,
  colour: false,
  unicode: true,
};

/** Everything that the program's commands say of themselves. */
export async function commandTree(version: string, distFolder: string): Promise<CommandTree> {
  let written = '';
  const context: Context = {
    screen: SCREEN,
    noteScreen: SCREEN,
    clock: realClock,
    env: {},
    stop: new AbortController().signal,
    startedAs: STARTED_AS,
    caveats: new Set(),
    distFolder,
    version,
    out: (text) => void (written += text.toString()),
    note: () => undefined,
  };
  const helpOf = (command: Command): string => {
    written = '';
    command.outputHelp();
    return written;
  };
  return treeOf(await programOf(context, () => true), helpOf);
}

function treeOf(command: Command, helpOf: (command: Command) => string): CommandTree {
  const helper = command.createHelp();
  const page = pageOf(command, helper);
  return {
    name: command.name(),
    about: command.summary() || command.description(),
    page: { ...page, after: helpOf(command).slice(layOut(page, SCREEN.columns).length) },
    options: helper.visibleOptions(command).map(optionFacts),
    args: command.registeredArguments.map(valueFacts),
    commands: helper
      .visibleCommands(command)
      .filter((below) => command.commands.includes(below))
      .map((below) => treeOf(below, helpOf)),
  };
}

const valueFacts = (value: Argument): ValueFacts => ({
  name: value.name(),
  variadic: value.variadic,
  choices: value.argChoices ?? [],
});

function optionFacts(option: Option): OptionFacts {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const facts = { flags, about: option.description };
  if (!option.required && !option.optional) return facts;
  const name = /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? '';
  return {
    ...facts,
    value: { name, variadic: option.variadic, choices: option.argChoices ?? [] },
  };
}
