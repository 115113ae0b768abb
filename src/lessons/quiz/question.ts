import type { Question } from '../lesson.ts';

/** The letters that choices are answered by, in their order. */
export const LETTERS = ['a', 'b', 'c', 'd'] as const;
export type Letter = (typeof LETTERS)[number];

/** One choice: its text, and why it is right or wrong. */
export type Choice = readonly [text: string, why: string];

export interface QuizQuestion {
  readonly id: string;
  readonly ask: string;
  /** A command whose answer shows it. */
  readonly look?: string;
  /** In the order of the letters. */
  readonly choices: readonly [Choice, Choice, Choice, Choice];
  /** The right letter; or what the traces of the learner's own lab answer, as the text of a choice. */
  readonly right: Letter | { readonly inLab: Question };
}

export type QuizTopic = 'practice' | 'faq' | 'lab' | 'own-lab';
