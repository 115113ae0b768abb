/**
 * Measures all sides in turn, A B A B, so that other work of the machine affects them equally. Round 0 warms up, and
 * its values are dropped.
 *
 * @returns the values of each side, in the order of the rounds
 * @throws the first error of a side, which ends the measurement
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
