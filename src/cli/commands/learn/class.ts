import * as z from 'zod';
import { EXIT, LabError } from '../../../base/errors.ts';
import { type HandedIn, remarksOn } from '../../../lessons/class.ts';
import { scenarios } from '../../../scenarios/all.ts';
import type { Context } from '../../context.ts';
import { lineTo } from '../../shell/output.ts';
import { addLearner, evidence } from '../../labs/lesson-progress.ts';
import { writeOutput } from '../../shell/output-file.ts';
import { readTextFile } from '../../shell/read-text-file.ts';
import type { LearnAnswer } from './answer.ts';
import type { Course } from './course.ts';

export interface ClassOptions {
  readonly class?: number;
  readonly learner?: string;
  /** The file by its former option, or whether --out is its file. */
  readonly export?: string | true;
  readonly teacher?: readonly string[];
}

const handedIn = z.object({
  schema: z.literal('jaeger-lab/learned@1'),
  learner: z.string(),
  seed: z.int().optional(),
  lessons: z.array(
    z.object({
      id: z.string(),
      outcome: z.enum(['solved', 'skipped']),
      at: z.string().optional(),
      evidence: evidence.optional(),
    }),
  ),
});

/** Keeps the learner's name and the teacher's seed. @throws LabError (usage) where one of them is missing */
export async function joinClass(options: ClassOptions, context: Context): Promise<void> {
  const { class: seed, learner: name, teacher } = options;
  if (teacher || (seed === undefined && name === undefined)) return;
  if (seed === undefined || name === undefined)
    throw new LabError('a class needs both --class and --learner', {
      hint: 'jaeger-lab learn --class 7 --learner ada',
      exitCode: EXIT.usage,
    });
  await addLearner({ seed, name }, context);
  lineTo(context)(`joined the class with seed ${seed} as ${name}`);
}

/** Writes what was solved, when, and by which evidence. */
export async function exportProgress(
  file: string,
  { learner, lessons, progress }: Course,
  context: Context,
): Promise<void> {
  const document = {
    schema: 'jaeger-lab/learned@1',
    learner: learner?.name ?? '',
    seed: learner?.seed,
    lessons: lessons.flatMap(({ id }) => {
      const { outcome, at, evidence } = progress.get(id) ?? {};
      return outcome === undefined ? [] : [{ id, outcome, at, evidence }];
    }),
  };
  await writeOutput(file, `${JSON.stringify(document, undefined, 2)}\n`, '--out');
  lineTo(context)(`wrote ${file}`);
}

type Learners = NonNullable<LearnAnswer['learners']>;

/** Reads what learners have handed in, and checks it against the seed. @throws LabError (usage) for another file */
export async function gradeClass(
  files: readonly string[],
  seed: number | undefined,
  { lessons }: Course,
): Promise<Learners> {
  if (seed === undefined)
    throw new LabError('--teacher needs --class: the seed that you gave to the class', {
      hint: 'jaeger-lab learn --class 7 --teacher ada.json bob.json',
      exitCode: EXIT.usage,
    });
  const all = await Promise.all(files.map(readHandedIn));
  return all.map((one, i) => {
    const others = all.filter((other) => other !== one);
    const count = (outcome: string): number =>
      one.lessons.filter((lesson) => lesson.outcome === outcome).length;
    return {
      file: files[i] ?? '',
      learner: one.learner,
      solved: count('solved'),
      skipped: count('skipped'),
      of: lessons.length,
      remarks: remarksOn(one, others, seed, { lessons, scenarios }),
    };
  });
}

async function readHandedIn(file: string): Promise<HandedIn> {
  const hint = `write one: jaeger-lab learn --export --out ${file}`;
  const text = await readTextFile(file, { ifMissing: hint, format: hint });
  try {
    return handedIn.parse(JSON.parse(text));
  } catch (cause) {
    throw new LabError(`${file} is not what learn --export writes`, {
      hint,
      exitCode: EXIT.usage,
      cause,
    });
  }
}
