import { Command, CommanderError } from 'commander';
import { EXIT, LabError } from '../base/errors.ts';
import type { Answers } from './commands/schema/command.ts';
import type { Context } from './context.ts';
import type { Entry } from './entry.ts';
import { learningCommands } from './learning-commands.ts';
import { ownCommands } from './own-commands.ts';
import { shellCommands } from './shell-commands.ts';
import { fit, layOut } from './shell/help/page.ts';
import { pageOf } from './shell/help/page-of.ts';

const commands: readonly Entry[] = [
  {
    name: 'up',
    group: 'Start',
    about: "start Jaeger and a scenario's services, wait until all are ready",
    load: async () => (await import('./commands/up/command.ts')).upCommand,
    answers: { up: async () => (await import('./commands/up/answer.ts')).upAnswer },
  },
  {
    name: 'load',
    group: 'Start',
    about: 'send requests, then wait until their traces are readable',
    load: async () => (await import('./commands/load/command.ts')).loadCommand,
    answers: { load: async () => (await import('./answers/load.ts')).loadAnswer },
  },
  {
    name: 'slowest',
    group: 'Understand',
    about: 'show where the time goes, and the slowest spans',
    load: async () => (await import('./commands/slowest/command.ts')).slowestCommand,
    answers: { slowest: async () => (await import('./commands/slowest/answer.ts')).slowestAnswer },
  },
  {
    name: 'traces',
    group: 'Understand',
    about: 'search by service, operation, tags, duration, time, errors',
    load: async () => (await import('./commands/traces/command.ts')).tracesCommand,
    answers: { traces: async () => (await import('./commands/traces/answer.ts')).tracesAnswer },
  },
  {
    name: 'trace',
    group: 'Understand',
    about: 'show one trace as a waterfall with its critical path',
    load: async () => (await import('./commands/trace/command.ts')).traceCommand,
    answers: { trace: async () => (await import('./commands/trace/answer.ts')).traceAnswer },
  },
  {
    name: 'compare',
    group: 'Understand',
    about: 'explain the difference between two traces or two groups',
    load: async () => (await import('./commands/compare/command.ts')).compareCommand,
    answers: { compare: async () => (await import('./commands/compare/answer.ts')).compareAnswer },
  },
  {
    name: 'deps',
    group: 'Understand',
    about: 'show which service calls which: table, dot, mermaid, svg, json',
    load: async () => (await import('./commands/deps/command.ts')).depsCommand,
    answers: { deps: async () => (await import('./commands/deps/answer.ts')).depsAnswer },
  },
  {
    name: 'verify',
    group: 'Understand',
    about: 'check that every request left its complete trace',
    load: async () => (await import('./commands/verify/command.ts')).verifyCommand,
    answers: { verify: async () => (await import('./commands/verify/answer.ts')).verifyAnswer },
  },
  {
    name: 'explain',
    group: 'Understand',
    about: 'terms of tracing, in five lines each',
    load: async () => (await import('./commands/explain/command.ts')).explainCommand,
    answers: { explain: async () => (await import('./commands/explain/answer.ts')).explainAnswer },
  },
  {
    name: 'ui',
    group: 'See',
    about: 'show the traces in a browser: waterfalls, flame graph, comparisons',
    load: async () => (await import('./commands/ui/command.ts')).uiCommand,
  },
  {
    name: 'report',
    group: 'See',
    about: 'write all of it into one HTML file, or a summary in Markdown',
    load: async () => (await import('./commands/report/command.ts')).reportCommand,
    answers: { report: async () => (await import('./commands/report/answer.ts')).reportAnswer },
  },
  {
    name: 'watch',
    group: 'See',
    about: 'follow new traces as they complete, or the ranking of them',
    load: async () => (await import('./commands/watch/command.ts')).watchCommand,
  },
  ...learningCommands,
  {
    name: 'status',
    group: 'Start',
    about: 'show the components, their addresses and the runs',
    load: async () => (await import('./commands/status/command.ts')).statusCommand,
    answers: { status: async () => (await import('./commands/status/answer.ts')).statusAnswer },
  },
  {
    name: 'repair',
    group: 'Start',
    about: 'start again what does not run, with the options the lab was made with',
    load: async () => (await import('./commands/repair/command.ts')).repairCommand,
    answers: { repair: async () => (await import('./commands/repair/answer.ts')).repairAnswer },
  },
  {
    name: 'logs',
    group: 'Start',
    about: 'show the logs of the components',
    load: async () => (await import('./commands/logs/command.ts')).logsCommand,
  },
  {
    name: 'down',
    group: 'Start',
    about: 'stop and remove a lab',
    load: async () => (await import('./commands/down/command.ts')).downCommand,
    answers: { down: async () => (await import('./commands/down/answer.ts')).downAnswer },
  },
  {
    name: 'list',
    group: 'Start',
    about: 'list your labs: state, age, ports and disk used',
    load: async () => (await import('./commands/list/command.ts')).listCommand,
    answers: { list: async () => (await import('./commands/list/answer.ts')).listAnswer },
  },
  {
    name: 'runs',
    group: 'Start',
    about: 'list the runs of load, also of labs that are down',
    load: async () => (await import('./commands/runs/command.ts')).runsCommand,
    answers: { runs: async () => (await import('./commands/runs/answer.ts')).runsAnswer },
  },
  {
    name: 'export',
    group: 'Production',
    about: 'write the lab as a file for Docker Compose',
    load: async () => (await import('./commands/export/command.ts')).exportCommand,
  },
  {
    name: 'outage',
    group: 'Production',
    about: 'stop a component in mid-load and count the lost requests',
    load: async () => (await import('./commands/outage/command.ts')).outageCommand,
    answers: { outage: async () => (await import('./commands/outage/answer.ts')).outageAnswer },
  },
  {
    name: 'prune',
    group: 'Production',
    about: 'delete old indices of the storage, dry run first',
    load: async () => (await import('./commands/prune/command.ts')).pruneCommand,
    answers: { prune: async () => (await import('./commands/prune/answer.ts')).pruneAnswer },
  },
  {
    name: 'demo',
    group: 'Start',
    about: 'run up, load and slowest; the lab stays up',
    load: async () => (await import('./commands/demo/command.ts')).demoCommand,
  },
  ...ownCommands,
  {
    name: 'smoke',
    group: 'CI and shell',
    about: 'test a temporary lab for CI: every trace verified, then down',
    load: async () => (await import('./commands/smoke/command.ts')).smokeCommand,
    answers: { smoke: async () => (await import('./commands/smoke/answer.ts')).smokeAnswer },
  },
  ...shellCommands,
];

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
    if (error.exitCode !== 0) throw usageError(error, asked, program);
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
): LabError {
  const [sentence = '', ...suggestions] = error.message
    .replace(/^error: /, '')
    .replace(/^command-argument value (.*) is invalid for argument '(\w+)'\./, 'unknown $2 $1.')
    .trim()
    .split('\n');
  // Its message only says that the help was shown, which it was not.
  const known = commands.some(({ name }) => name === command);
  if (error.code === 'commander.help' && known)
    return new LabError(`${command ?? ''} needs a subcommand: ${namesBelow(program, command)}`, {
      exitCode: EXIT.usage,
      hint: `jaeger-lab ${command ?? ''} --help`,
    });
  const said = error.code === 'commander.help' ? `unknown command '${command ?? ''}'` : sentence;
  return new LabError([said, ...suggestions].join(' '), {
    exitCode: EXIT.usage,
    hint: known ? `jaeger-lab ${command ?? ''} --help` : 'jaeger-lab help',
  });
}

/** "list, show, validate, new" */
const namesBelow = (program: Command, command: string | undefined): string =>
  program.commands
    .filter((one) => one.name() === command)
    .flatMap((one) => one.commands.map((below) => below.name()))
    .join(', ');
