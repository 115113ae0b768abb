import type { Command, Help } from 'commander';
import type { HelpGroup, HelpPage } from './page.ts';

/** A command's help without what follows its options. */
export function pageOf(command: Command, helper: Help): Omit<HelpPage, 'after'> {
  const options = helper.visibleOptions(command);
  const commands = helper.visibleCommands(command);
  return {
    usage: helper.commandUsage(command),
    description: helper.commandDescription(command),
    groups: [
      {
        heading: 'Arguments:',
        items: helper
          .visibleArguments(command)
          .map((argument) => [helper.argumentTerm(argument), helper.argumentDescription(argument)]),
      },
      ...grouped(
        options,
        (option) => option.helpGroupHeading ?? 'Options:',
        (option) => [helper.optionTerm(option), helper.optionDescription(option)],
      ),
      ...grouped(
        commands,
        (below) => below.helpGroup() || 'Commands:',
        (below) => [helper.subcommandTerm(below), helper.subcommandDescription(below)],
      ),
    ],
  };
}

/** Groups in the order of their first items. */
function grouped<T>(
  things: readonly T[],
  heading: (thing: T) => string,
  item: (thing: T) => HelpGroup['items'][number],
): HelpGroup[] {
  const headings = [...new Set(things.map(heading))];
  return headings.map((title) => ({
    heading: title,
    items: things.filter((thing) => heading(thing) === title).map(item),
  }));
}
