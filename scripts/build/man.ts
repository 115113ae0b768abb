import type { CommandTree } from '../../src/cli/shell/help/command-tree.ts';
import { STARTED_AS } from '../../src/cli/shell/help/command-tree.ts';

const EXIT_STATUS = [
  ['0', 'success'],
  ['1', 'the answer is no: a component is down, or a trace is not as expected'],
  ['2', 'the command line is wrong'],
  ['3', 'not ready or not there: no engine, no lab, Jaeger unreachable'],
  ['4', 'traces did not become readable in time'],
  ['70', 'a bug of jaeger-lab'],
  ['130', 'interrupted, after cleaning up'],
] as const;

const FILES = [
  ['$XDG_STATE_HOME/jaeger-lab/NAME/', 'state and load runs of a lab (default: ~/.local/state)'],
] as const;

/** The manual page of the program in the man(7) format, every command in a subsection. */
export function manual(tree: CommandTree, version: string): string {
  const { page, commands } = tree;
  return [
    `.TH JAEGER\\-LAB 1 "" "jaeger\\-lab ${text(version)}" "User Commands"`,
    '.SH NAME',
    `jaeger\\-lab \\- a lab for distributed tracing with Jaeger`,
    '.SH SYNOPSIS',
    text(page.usage),
    '.SH DESCRIPTION',
    text(page.description),
    '.SH COMMANDS',
    ...commands.flatMap((command) => section(command, [command.name])),
    '.SH "EXIT STATUS"',
    ...items(EXIT_STATUS),
    '.SH FILES',
    ...items(FILES),
    '',
  ].join('\n');
}

function section({ page, commands }: CommandTree, path: readonly string[]): string[] {
  const { usage, description, groups, after } = page;
  const shown = groups.filter(({ heading }) => heading !== 'Commands:' || commands.length === 0);
  return [
    `.SS "${text(path.join(' '))}"`,
    text(description),
    '.PP',
    text(usage),
    ...shown.flatMap((group) =>
      group.items.length === 0 ? [] : ['.PP', text(group.heading), ...items(group.items)],
    ),
    ...(after.trim() === '' ? [] : ['.PP', '.nf', text(after.trim()), '.fi']),
    ...commands.flatMap((below) => section(below, [...path, below.name])),
  ];
}

const items = (all: readonly (readonly [string, string])[]): string[] =>
  all.flatMap(([term, description]) => ['.TP', `\\fB${text(term)}\\fR`, text(description)]);

/** Text as roff prints it: backslashes and hyphens as they are, and no line taken for a request. */
function text(plain: string): string {
  return plain
    .replaceAll(STARTED_AS, 'jaeger-lab')
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll(/^(?=[.'])/gm, '\\&');
}
