import { LabError } from '../../src/base/errors.ts';
import { runProgram } from '../../src/cli/program.ts';
import { memoryContext } from './memory-context.ts';

export interface Outcome {
  readonly out: string;
  readonly note: string;
  /** What was thrown for the user; anything else is thrown on. */
  readonly error: LabError | undefined;
}

/** One command of the program, in this process. */
export async function run(
  args: readonly string[],
  changes: Parameters<typeof memoryContext>[0] = {},
): Promise<Outcome> {
  const { context, written } = memoryContext(changes);
  try {
    await runProgram(args, context);
    return { ...written, error: undefined };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { ...written, error };
  }
}
