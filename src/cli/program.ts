import { Command, CommanderError } from 'commander';
import { EXIT, LabError } from '../base/errors.ts';
import type { Answers } from './commands/schema/command.ts';
import type { Context } from './context.ts';
import { commands } from './entries/all.ts';
import { fit, layOut } from './shell/help/page.ts';
import { pageOf } from './shell/help/page-of.ts';
import { formatIn } from './shell/output.ts';

/** The schemas of all `--json` answers, by name. */
const answers: Answers = Object.fromEntries(
  commands.flatMap((one) => Object.entries(one.answers ?? {})),
);

/**
 * Parses `args` and runs the command they name.
 *
 * @throws LabError (usage) for arguments that cannot be understood; whatever the command throws
 */
export async function runProgram(args: readonly string[], world: Context): Promise<void> {
  // Needed to read the other options: a time of day is one of the zone.
  const context = args.includes('--utc') ? { ...world, utc: true } : world;
  const called = args.find((arg) => !arg.startsWith('-'));
  const asked = called === 'help' ? args.filter((arg) => !arg.startsWith('-'))[1] : called;
  const program = await programOf(context, (name) => name === asked);
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error, asked, program, args);
  }
}

/**
 * The program with its commands.
 *
 * @param wanted the commands to load; of the others only name and purpose are known
 */
export async function programOf(
  context: Context,
  wanted: (name: string) => boolean,
): Promise<Command> {
  const program = new Command('jaeger-lab')
    // Before any work, whose answer would be lost.
    .hook('preAction', () => void formatIn(context.env))
    .description('A lab for distributed tracing with Jaeger.')
    .version(context.version, '-V, --version')
    .addHelpText('after', `\nStart with: ${context.startedAs} demo`)
    .showSuggestionAfterError();
  for (const { name, group, about, load } of commands) {
    const command = wanted(name) ? (await load())(context, answers) : new Command(name);
    program.addCommand(command.description(about).helpGroup(`${group}:`));
  }
  const help = new Command('help').argument('[command]').description('show the help of a command');
  program.addHelpCommand(help.helpGroup('CI and shell:'));
  tame(program, context);
  // Its list names the commands; what they take is only known of those that are loaded.
  program.configureHelp({ ...program.configureHelp(), subcommandTerm: (below) => below.name() });
  return program;
}

/** Commander neither ends the process nor writes by itself, and lays out no help. */
function tame(command: Command, context: Context): void {
  const { columns } = context.screen;
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out(fit(text, columns)),
      // Errors arrive as exceptions and are written once, in our own form.
      writeErr: () => undefined,
    })
    .configureHelp({ formatHelp: (asked, helper) => layOut(pageOf(asked, helper), columns) });
  for (const below of command.commands) tame(below, context);
}

function usageError(
  error: CommanderError,
  command: string | undefined,
  program: Command,
  args: readonly string[],
): LabError {
  const [sentence = '', ...suggestions] = error.message
    .replace(/^error: /, '')
    .replace(/^command-argument value (.*) is invalid for argument '(\w+)'\./, 'unknown $2 $1.')
    .trim()
    .split('\n');
  // Its message only says that the help was shown, which it was not.
  const known = commands.some(({ name }) => name === command);
  if (error.code === 'commander.help' && known)
    return new LabError(
      `${command ?? ''} needs a subcommand: ${namesBelow(program, command).join(', ')}`,
      {
        exitCode: EXIT.usage,
        hint: `jaeger-lab ${command ?? ''} --help`,
      },
    );
  const said = error.code === 'commander.help' ? `unknown command '${command ?? ''}'` : sentence;
  return new LabError([said, ...suggestions].join(' '), {
    exitCode: EXIT.usage,
    hint: known ? `jaeger-lab ${typedWith(args, program, command)} --help` : 'jaeger-lab help',
  });
}

/** "slowest", "scenario show": the options of a subcommand are in its own help. */
function typedWith(args: readonly string[], program: Command, command = ''): string {
  const below = namesBelow(program, command).find((name) => args.includes(name));
  return below === undefined ? command : `${command} ${below}`;
}

/** "list", "show", "validate", "new" */
const namesBelow = (program: Command, command: string | undefined): string[] =>
  program.commands
    .filter((one) => one.name() === command)
    .flatMap((one) => one.commands.map((below) => below.name()));
