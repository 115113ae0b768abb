/** The result of work that pauses for others, without the pauses: a command that reads files does nothing else. */
export function finished<Result>(work: Generator<unknown, Result>): Result {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
