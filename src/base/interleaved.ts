/**
 * Measures all sides in turn, A B A B, so that whatever else the machine does meets each of them alike. The first
 * round, number 0, warms up and is thrown away.
 *
 * @returns the values of each side, in the order of the rounds
 * @throws whatever a side throws, and then measures nothing more
 */
export async function interleaved<Side extends string, T>(
  rounds: number,
  sides: Readonly<Record<Side, (round: number) => Promise<T>>>,
): Promise<Record<Side, T[]>> {
  const names = Object.keys(sides) as Side[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Side, T[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const value = await sides[name](round);
      if (round > 0) measured[name].push(value);
    }
  }
  return measured;
}
