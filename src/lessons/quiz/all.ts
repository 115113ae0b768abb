import { faq } from './faq.ts';
import { labSpans } from './lab-spans.ts';
import { labTimes } from './lab-times.ts';
import { ownLab } from './own-lab.ts';
import { practice } from './practice.ts';
import { type Letter, LETTERS, type QuizQuestion, type QuizTopic } from './question.ts';

const topics: readonly (readonly [QuizTopic, readonly QuizQuestion[]])[] = [
  ['practice', practice],
  ['faq', faq],
  ['lab', [...labTimes, ...labSpans]],
  ['own-lab', ownLab],
];

export interface ListedQuestion extends QuizQuestion {
  readonly topic: QuizTopic;
}

/** In the order in which they are offered. */
export const questions: readonly ListedQuestion[] = topics.flatMap(([topic, of]) =>
  of.map((question) => ({ ...question, topic })),
);

/** The letter of the choice with a text; undefined when no choice has it. */
export function letterOf(
  { choices }: QuizQuestion,
  answer: string | undefined,
): Letter | undefined {
  return LETTERS[choices.findIndex(([text]) => text === answer)];
}
