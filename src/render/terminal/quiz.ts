import { tsvRows } from '../tsv.ts';
import { type Screen, paint, verdict } from './screen.ts';
import { table } from './table.ts';
import { paragraph } from './wrap.ts';

interface Quiz {
  readonly question?:
    | {
        readonly id: string;
        readonly ask: string;
        readonly look?: string | undefined;
        readonly choices: readonly Choice[];
      }
    | undefined;
  readonly graded?: { readonly letter: string; readonly right: boolean } | undefined;
  readonly score: { readonly right: number; readonly of: number };
  readonly questions: readonly {
    readonly id: string;
    readonly topic: string;
    readonly state: string;
    readonly letter?: string | undefined;
    readonly attempts: number;
  }[];
  readonly isList: boolean;
}

interface Choice {
  readonly letter: string;
  readonly text: string;
  readonly right?: boolean | undefined;
  readonly why?: string | undefined;
}

/** A question with its choices; an answered one with the reason of each; or the list with the score. */
export function renderQuiz(quiz: Quiz, screen: Screen): string {
  const { question, score, questions, isList } = quiz;
  if (screen.format === 'tsv')
    return [
      tsvRows(
        'question',
        'id topic state letter attempts',
        questions.map((one) => ({ ...one, letter: one.letter ?? '' })),
      ),
      tsvRows('asked', 'id ask look', question ? [{ ...question, look: question.look ?? '' }] : []),
      tsvRows(
        'choice',
        'letter text right why',
        question?.choices.map((one) => ({
          ...one,
          right: one.right === undefined ? '' : String(one.right),
          why: one.why ?? '',
        })) ?? [],
      ),
    ].join('');
  const total = paragraph(`${score.right} of ${score.of} answered rightly.`, screen);
  if (isList)
    return (
      table(
        [{ title: 'question' }, { title: 'topic' }, { title: 'state' }],
        questions.map(({ id, topic, state }) => [id, topic, state]),
        screen,
      ) + total
    );
  if (!question) return total;
  return quiz.graded ? answered(quiz, question, screen) + total : asked(quiz, question, screen);
}

type Question = NonNullable<Quiz['question']>;

function asked({ questions }: Quiz, { id, ask, look, choices }: Question, screen: Screen): string {
  const at = questions.findIndex((one) => one.id === id) + 1;
  const { bold } = paint(screen);
  return [
    paragraph(`Question ${at} of ${questions.length}: ${ask}`, screen, bold),
    ...choices.map(({ letter, text }) => paragraph(text, screen, undefined, '', `  ${letter}  `)),
    look === undefined ? '' : `Look: ${look}\n`,
  ].join('');
}

function answered({ graded }: Quiz, { ask, choices }: Question, screen: Screen): string {
  const { bold } = paint(screen);
  return [
    paragraph(ask, screen, bold),
    ...choices.map(({ letter, text, right = false, why = '' }) => {
      const mark = letter === graded?.letter ? '>' : ' ';
      return paragraph(
        `${text}${/[.?!]$/.test(text) ? '' : ':'} ${why}`,
        screen,
        undefined,
        '',
        `${mark} ${letter} ${verdict(right, screen)} `,
      );
    }),
  ].join('');
}
