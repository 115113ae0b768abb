import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import {
  closestTerm,
  renderTerm,
  renderTerms,
  TERMS,
  termNamed,
} from '../../../render/terminal/explain/explain.ts';
import type { Term } from '../../../render/terminal/explain/term.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { phrase } from '../../shell/phrase.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import type { ExplainAnswer } from './answer.ts';

export function explainCommand(context: Context): Command {
  return withOutputOptions(
    new Command('explain').argument('[term...]', 'term to explain; omit to list all'),
  )
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab explain', 'list the terms'],
        ['jaeger-lab explain critical path', 'explain one of them'],
      ),
    )
    .action((words: string[], options: OutputOptions) =>
      runExplain(words.join(' '), options, context),
    );
}

async function runExplain(typed: string, options: OutputOptions, context: Context): Promise<void> {
  const term = typed === '' ? undefined : termNamed(typed);
  if (typed !== '' && term === undefined) throw unknown(typed);
  const document: ExplainAnswer = {
    schema: 'jaeger-lab/explain@1',
    terms: term ? [term] : TERMS,
  };
  const text = (screen: Screen): string =>
    term ? renderTerm(typeable(term, context), screen) : renderTerms(screen);
  await writeAnswer({ document, text }, options, context);
  if (term === undefined) next('jaeger-lab explain critical path', options, context);
}

/** The commands in it as they work where the program was started. */
const typeable = ({ lines, ...term }: Term, { startedAs }: Context): Term => ({
  ...term,
  lines: lines.map((line) => phrase(line, startedAs)) as [...Term['lines']],
});

function unknown(typed: string): LabError {
  const near = closestTerm(typed);
  return new LabError(
    `unknown term "${typed}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
    { hint: `jaeger-lab explain${near === undefined ? '' : ` ${near}`}`, exitCode: EXIT.usage },
  );
}
