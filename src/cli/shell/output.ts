import { type Command, Option } from 'commander';
import { EXIT, LabError } from '../../base/errors.ts';
import { linkedTerms } from '../../render/terminal/explain/linked-terms.ts';
import { printable } from '../../render/terminal/printable.ts';
import { paint, type Screen, type TextFormat } from '../../render/terminal/screen.ts';
import { jsonText } from '../../render/json.ts';
import { paragraph } from '../../render/terminal/wrap.ts';
import type { Context } from '../context.ts';
import { shared } from './options.ts';
import { throwUnlessWritable, writeOutput } from './output-file.ts';
import { phrase } from './phrase.ts';
import { waysIn } from './ways.ts';

/** How an answer is written, as the options say it. */
export interface OutputOptions {
  readonly format?: string;
  readonly json?: boolean;
  /** A file instead of stdout. */
  readonly out?: string | undefined;
  /** No progress on stderr. */
  readonly quiet?: boolean | undefined;
  /** The command's own idea of what is wanted where nothing is said; else it is what stdout is. */
  readonly fallback?: string;
}

/** An answer in the forms that every command has. */
export interface AnswerForms {
  /** For a program: as the schema of the answer says. */
  readonly document: { readonly schema: string };
  /**
   * For a person, or as tab-separated rows; absent where the document is the only form.
   *
   * @param format one of the command's own, else "table" or "tsv"
   */
  readonly text?: (screen: Screen, format: string) => string;
  /** Whether a table ends with a link to the explanations of the terms in it. */
  readonly hasTerms?: true;
}

const FORMATS = ['table', 'tsv', 'json'];

/**
 * The options that say how an answer is written.
 *
 * @param more formats that only this command has; "json" has no other
 * @param files endings of files that it writes beside
 */
export function withOutputOptions(
  command: Command,
  more: readonly string[] | 'json' = [],
  files: readonly string[] = [],
): Command {
  const writes = more === 'json' ? files : [...more, ...files];
  // Before any work, which may take long or send requests.
  command.hook('preAction', async () => {
    const options = command.opts<OutputOptions & { readonly junit?: string }>();
    throwIfOtherKind(options, writes);
    for (const option of ['out', 'junit'] as const) {
      const file = options[option];
      if (file !== undefined) await throwUnlessWritable(file, `--${option}`);
    }
  });
  command.optionsGroup('Output:');
  if (more === 'json') command.addOption(new Option('--json').hideHelp());
  else
    command
      .addOption(
        new Option(
          '--format <format>',
          'how to write the answer (default: table; tsv in a pipe)',
        ).choices([...FORMATS, ...more]),
      )
      .addOption(new Option('--json', 'one JSON document: --format json').conflicts('format'));
  return command
    .option('--out <file>', 'file to write the answer to')
    .option('--utc', 'times in UTC instead of the local zone')
    .addOption(shared.quiet());
}

/** @throws LabError (usage) when the environment names an unknown format */
export function formatOf(options: OutputOptions, context: Context): string {
  const { format, json, out, fallback } = options;
  if (json) return 'json';
  // A file is not a terminal.
  const usual = out === undefined ? context.screen.format : 'tsv';
  return format ?? formatNamed(out) ?? formatIn(context.env) ?? fallback ?? usual;
}

/** Files that programs open by their ending, and that an answer is not. */
const OTHER_KINDS = /\.(csv|dot|gif|html?|jpe?g|jsonl|md|mmd|pdf|png|svg|xlsx|xml|ya?ml)(\.gz)?$/i;

/** A file named as JSON gets JSON. */
const formatNamed = (out = ''): string | undefined =>
  out.toLowerCase().endsWith('.json') ? 'json' : undefined;

/** @throws LabError (usage) for the name of a file that the command does not write */
export function throwIfOtherKind(
  { format, json, out = '' }: Pick<OutputOptions, 'format' | 'json' | 'out'>,
  writes: readonly string[],
  others: readonly string[] = ['json', 'tsv'],
): void {
  const [ending] = OTHER_KINDS.exec(out) ?? [];
  if (ending === undefined || format !== undefined || json) return;
  if (writes.some((one) => out.toLowerCase().endsWith(`.${one}`))) return;
  const hint = [...others, ...writes].map((one) => `.${one}`).join(', ');
  throw new LabError(`--out: the answer cannot be written as ${ending.toLowerCase()}`, {
    hint: `name the file ${hint.replace(/, ([^,]*)$/, ' or $1')}; or add --format`,
    exitCode: EXIT.usage,
  });
}

/** The format that the environment names. @throws LabError (usage) when it is unknown */
export function formatIn({ JAEGER_LAB_FORMAT: format }: Context['env']): string | undefined {
  if (!format) return undefined;
  if (FORMATS.includes(format)) return format;
  throw new LabError(`JAEGER_LAB_FORMAT is "${format}", which is not a format`, {
    hint: `use one of: ${FORMATS.join(', ')}`,
    exitCode: EXIT.usage,
  });
}

/** The document with what it must say of how it was had. */
export const withCaveats = <T extends object>(
  document: T,
  { caveats }: Context,
): T & { readonly insecure?: true } =>
  caveats.has('insecure') ? { ...document, insecure: true } : document;

/** Whether a command without --format is to answer in JSON. @throws LabError (usage) as `formatIn` */
export const wantsJson = (
  { json = false }: Pick<OutputOptions, 'json'>,
  { env }: Pick<Context, 'env'>,
): boolean => json || formatIn(env) === 'json';

/** Writes an answer in the form that is wanted. @throws LabError (usage) when the file cannot be written */
export async function writeAnswer(
  answer: AnswerForms,
  options: OutputOptions,
  context: Context,
): Promise<void> {
  const { out } = options;
  const { text, hasTerms } = answer;
  const { screen } = context;
  const format = formatOf(options, context);
  const isRead = out === undefined && screen.isTTY;
  const colour = screen.colour && out === undefined;
  const { utc, startedAs } = context;
  const shown = { ...screen, colour, utc, startedAs, format: textFormat(format) };
  const written =
    format === 'json' || !text
      ? jsonText(withCaveats(answer.document, context), isRead ? 2 : 0)
      : text(shown, format);
  const terms = hasTerms && format === 'table' ? termsIn(written, shown, context) : '';
  if (out === undefined) {
    context.out(written + terms);
    return;
  }
  await writeOutput(out, written + terms, '--out');
  lineTo(context)(`wrote ${out}`);
}

/** A link to the explanations of the terms in a table, on lines of its own. */
export function termsIn(answer: string, screen: Screen, { startedAs }: Context): string {
  const link = linkedTerms(answer, (command) => phrase(command, startedAs), screen);
  return link === '' ? '' : `\n${link}`;
}

const textFormat = (format: string): TextFormat => (format === 'tsv' ? 'tsv' : 'table');

/** Writes sentences to stderr, a line each: what was left out, what was assumed. */
export const lineTo =
  (context: Context) =>
  (sentence: string): void => {
    const { isTTY } = context.noteScreen;
    context.note(isTTY ? paragraph(sentence, context.noteScreen) : `${printable(sentence)}\n`);
  };

const LEAD = 'Next: ';

/** The last lines of an answer, for a person: what a learner would type next. */
export function next(
  command: string,
  options: OutputOptions & { readonly name?: string | undefined },
  context: Context,
): void {
  if (!context.screen.isTTY || formatOf(options, context) !== 'table') return;
  const { noteScreen, startedAs } = context;
  const ways = waysIn(
    command,
    (text) => phrase(text, startedAs, options.name),
    noteScreen.columns - LEAD.length,
  );
  const lines = ways.flat().join(`\n${' '.repeat(LEAD.length)}`);
  context.note(`${paint(noteScreen).dim('Next:')} ${lines}\n`);
}
