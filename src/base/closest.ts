/** The known word closest to what was typed; undefined when no word is close. */
export function closest(typed: string, known: readonly string[]): string | undefined {
  const near = known
    .map((word) => ({ word, away: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, away }) => away <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.away - b.away);
  return near[0]?.word;
}

/** The Damerau–Levenshtein distance: letters to add, remove or replace, and neighbours to swap. */
function distance(a: string, b: string): number {
  let rows = { before: [] as number[], last: Array.from({ length: b.length + 1 }, (_, j) => j) };
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const of = (row: readonly number[], at: number, more: number): number =>
        (row[at] ?? 0) + more;
      next.push(
        Math.min(
          of(rows.last, j - 1, a[i - 1] === b[j - 1] ? 0 : 1),
          of(rows.last, j, 1),
          of(next, j - 1, 1),
          isSwapped ? of(rows.before, j - 2, 1) : Infinity,
        ),
      );
    }
    rows = { before: rows.last, last: next };
  }
  return rows.last[b.length] ?? 0;
}
