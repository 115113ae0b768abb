import { EXIT, LabError } from '../base/errors.ts';

const WHOLE_ID = 32;
/** Ids of 64 bits, which some tracers still make, are written with half as many digits. */
const HALF_ID = 16;
const MOST_SHOWN = 5;

/**
 * The trace that a person means by the beginning of its id.
 *
 * @param known ids that a beginning may stand for, such as those of the last run
 * @param among names them in an error: "run 3"
 * @returns 32 lower-case hex digits; an id of 16 or 32 digits need not be among the known
 * @throws LabError (usage) for what is no id, or the beginning of none or of several
 */
export function resolveTraceId(text: string, known: Iterable<string>, among: string): string {
  const typed = text.toLowerCase();
  if (!/^[0-9a-f]{1,32}$/.test(typed)) {
    throw new LabError(`"${text}" is not a trace id`, {
      hint: 'a trace id is made of up to 32 hex digits; its beginning will do',
      exitCode: EXIT.usage,
    });
  }
  const fitting = Array.from(new Set(known)).filter((id) => id.startsWith(typed));
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    if (typed.length === WHOLE_ID || typed.length === HALF_ID) return typed.padStart(WHOLE_ID, '0');
    throw new LabError(`no trace of ${among} begins with ${typed}`, {
      hint: 'give the whole id, or one that jaeger-lab slowest shows',
      exitCode: EXIT.usage,
    });
  }
  const more = fitting.length > MOST_SHOWN ? `, and ${fitting.length - MOST_SHOWN} more` : '';
  throw new LabError(`${typed} is the beginning of ${fitting.length} traces of ${among}`, {
    hint: `type more of it: ${fitting.slice(0, MOST_SHOWN).join(', ')}${more}`,
    exitCode: EXIT.usage,
  });
}
