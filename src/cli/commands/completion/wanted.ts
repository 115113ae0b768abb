import type { CommandTree, OptionFacts, ValueFacts } from '../../shell/help/command-tree.ts';

/** What may be typed, and what it means. */
export type Candidate = readonly [value: string, about: string];

/** Values that only the machine knows, or another part of the program. */
export type Source =
  | 'components'
  | 'files'
  | 'jaegers'
  | 'labs'
  | 'runs'
  | 'scenarios'
  | 'services'
  | 'targets'
  | 'terms'
  | 'traces';

export interface Wanted {
  readonly listed: readonly Candidate[];
  readonly source?: Source;
  /** What stands before the value in the same word: "--name=". */
  readonly prefix: string;
  /** The lab that the words before name, whose services and runs are meant. */
  readonly lab: string | undefined;
}

/** By the name of an argument, or the option that takes the value. */
export const SOURCES: Readonly<Record<string, Source>> = {
  '--artifacts': 'files',
  '--bearer-token-file': 'files',
  '--ca': 'files',
  '--cert': 'files',
  '--expect': 'files',
  '--fault': 'services',
  '--file': 'files',
  '--jaeger': 'jaegers',
  '--jaeger-bin': 'files',
  '--junit': 'files',
  '--key': 'files',
  '--name': 'labs',
  '--out': 'files',
  '--run': 'runs',
  '--runs': 'runs',
  '--service': 'services',
  '--without-service': 'services',
  '--place': 'services',
  '--target': 'targets',
  '--trace': 'traces',
  component: 'components',
  file: 'files',
  files: 'files',
  id: 'traces',
  scenario: 'scenarios',
  service: 'services',
  target: 'targets',
  term: 'terms',
  trace: 'traces',
  traces: 'traces',
};

/** Where the words before the last one lead: to a command, and perhaps to an option that takes the next word. */
interface Place {
  command: CommandTree;
  /** One that takes several keeps taking them until the next option. */
  lacking: OptionFacts | undefined;
  /** How many of the command's arguments are there. */
  given: number;
  lab: string | undefined;
}

/** What may stand in place of the last of `words`, which are those after the program's name. */
export function wanted(tree: CommandTree, words: readonly string[]): Wanted {
  const current = words.at(-1) ?? '';
  const place: Place = { command: tree, lacking: undefined, given: 0, lab: undefined };
  for (const word of words.slice(0, -1)) pass(word, place);
  const { command, lacking, lab } = place;
  if (lacking && takes(lacking, current))
    return { ...valuesOf(lacking.value, nameOf(lacking)), prefix: '', lab };
  const [prefix = '', flag = ''] = /^(--[^=]+)=/.exec(current) ?? [];
  const assigned = optionOf(command, flag);
  if (assigned) return { ...valuesOf(assigned.value, flag), prefix, lab };
  if (current.startsWith('-')) return { listed: flagsOf(command), prefix: '', lab };
  return { ...namesOrValues(place), prefix: '', lab };
}

/** Commands below the one that is there, and values of its next argument. */
function namesOrValues({ command, given }: Place): Pick<Wanted, 'listed' | 'source'> {
  const argument = command.args[given] ?? command.args.findLast(({ variadic }) => variadic);
  const values = valuesOf(argument, argument?.name ?? '');
  const commands = command.commands.map(({ name, about }): Candidate => [name, about]);
  return { ...values, listed: [...commands, ...values.listed] };
}

function pass(word: string, place: Place): void {
  const { lacking } = place;
  if (lacking && takes(lacking, word)) passValue(word, lacking, place);
  else if (word.startsWith('-')) passOption(word, place);
  else {
    const below = place.command.commands.find(({ name }) => name === word);
    if (below) place.command = below;
    else place.given += 1;
  }
}

function passValue(word: string, option: OptionFacts, place: Place): void {
  if (nameOf(option) === '--name') place.lab = word;
  if (!option.value?.variadic) place.lacking = undefined;
}

function passOption(word: string, place: Place): void {
  const [flag = '', value] = word.split('=');
  const option = optionOf(place.command, flag);
  place.lacking = value === undefined && option?.value ? option : undefined;
  if (value !== undefined && flag === '--name') place.lab = value;
}

/** A value may begin with a dash, but not where it is one of several. */
const takes = ({ value }: OptionFacts, word: string): boolean =>
  !(value?.variadic && word.startsWith('-'));

const optionOf = ({ options }: CommandTree, flag: string): OptionFacts | undefined =>
  options.find(({ flags }) => flags.includes(flag));

/** The long one. */
const nameOf = ({ flags }: OptionFacts): string => flags.at(-1) ?? '';

const flagsOf = ({ options }: CommandTree): Candidate[] =>
  options.map((option) => [nameOf(option), option.about]);

function valuesOf(value: ValueFacts | undefined, name: string): Pick<Wanted, 'listed' | 'source'> {
  const listed = value?.choices.map((choice): Candidate => [choice, '']) ?? [];
  const source = SOURCES[name];
  return value === undefined || source === undefined ? { listed } : { listed, source };
}
