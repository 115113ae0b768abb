/** The rows of a tab-separated answer, without the header lines that name their columns. */
export const tsvRowsOf = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
