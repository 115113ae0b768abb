import { lessons } from '../../../lessons/all.ts';
import { type Goal, type Lesson, QUESTIONS } from '../../../lessons/lesson.ts';
import { plantNames } from '../../../lessons/plants.ts';
import { type Fields, YamlReader } from '../../../yaml/reader.ts';
import { readTextFile } from '../../shell/read-text-file.ts';

const HINT = 'docs/lessons.md describes the format';
const MOST_LESSONS = 100;
/** Built-in lessons, and the file that keeps the learner's class. */
const RESERVED: ReadonlySet<string> = new Set([...lessons.map(({ id }) => id), 'class']);

/** Lessons of a teacher's own. @throws LabError (usage) for the first thing wrong with the file, with its line */
export async function readLessons(file: string): Promise<Lesson[]> {
  const text = await readTextFile(file, { ifMissing: HINT, format: HINT });
  const yaml = new YamlReader(text, file, HINT);
  const read = yaml.attempt(() => {
    const fields = yaml.fields(yaml.root, 'the file', ['lessons']);
    const list = yaml.list(fields.get('lessons'), 'lessons');
    if (list.length === 0 || list.length > MOST_LESSONS)
      throw yaml.fail(yaml.root, `the file needs 1 to ${MOST_LESSONS} lessons`);
    const own = list.map((node) => lessonIn(node, yaml));
    const twice = own.find(({ id }, i) => own.findIndex((other) => other.id === id) !== i);
    if (twice) throw yaml.fail(yaml.root, `two lessons have the id "${twice.id}"`);
    return own;
  });
  const [problem] = yaml.problems;
  if (problem) throw problem;
  return read ?? [];
}

function lessonIn(node: unknown, yaml: YamlReader): Lesson {
  const fields = yaml.fields(node, 'a lesson', ['id', 'title', 'why', 'type', 'hints', 'goal']);
  const id = yaml.text(node, fields, 'id', 'slow-validator');
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(id))
    throw yaml.fail(fields.get('id'), `"${id}" is not an id`, 'use lower case, digits and hyphens');
  if (RESERVED.has(id))
    throw yaml.fail(fields.get('id'), `the id "${id}" is already in use`, 'choose another');
  return {
    id,
    title: yaml.text(node, fields, 'title'),
    why: yaml.text(node, fields, 'why'),
    type: textsIn(fields, 'type', yaml),
    hints: textsIn(fields, 'hints', yaml),
    goal: goalIn(fields.get('goal') ?? node, yaml),
  };
}

function textsIn(fields: Fields, key: string, yaml: YamlReader): string[] {
  const list = yaml.list(fields.get(key), key);
  if (list.length === 0) throw yaml.fail(fields.get(key), `${key} needs one entry at least`);
  return list.map((one) => {
    const value = yaml.scalar(one);
    if (typeof value === 'string') return value;
    throw yaml.fail(one, `an entry of ${key} must be text`);
  });
}

/** The goals that a file can name; each by its one key. */
function goalIn(node: unknown, yaml: YamlReader): Goal {
  const known = ['up', 'traces', 'answer', 'fixed', 'storage'];
  const fields = yaml.fields(node, 'goal', known, { example: 'goal: { fixed: endpoint }' });
  const [kind] = fields.keys();
  if (kind === undefined || fields.size !== 1)
    throw yaml.fail(node, 'goal needs exactly one key', `one of: ${known.join(', ')}`);
  switch (kind) {
    case 'up':
      return { kind, scenario: yaml.text(node, fields, kind) };
    case 'traces':
      return { kind, atLeast: yaml.count(fields.get(kind), kind, 1) };
    case 'answer':
      return { kind, to: oneOf(QUESTIONS, node, fields, kind, yaml) };
    case 'fixed':
      return { kind, cause: oneOf(plantNames, node, fields, kind, yaml) };
    default:
      return { kind: 'storage' };
  }
}

function oneOf<Name extends string>(
  all: readonly Name[],
  node: unknown,
  fields: Fields,
  key: string,
  yaml: YamlReader,
): Name {
  const typed = yaml.text(node, fields, key);
  const found = all.find((one) => one === typed);
  if (found !== undefined) return found;
  throw yaml.unknown(fields.get(key), key, typed, all);
}
