import type { WriteStream } from 'node:tty';
import type { Terminal } from '../context.ts';

/** Narrower than this nothing can be laid out; wider than a pipe needs no limit. */
const NARROWEST = 40;
const USUAL = 80;

/** What a stream can show. `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE` decide as
 * https://no-color.org, node and https://bixense.com/clicolors have it. */
export function screenOf(
  stream: Partial<Pick<WriteStream, 'isTTY' | 'columns'>>,
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isTTY = stream.isTTY ?? false;
  const told = [stream.columns ?? 0, Number(env['COLUMNS'])].find((columns) => columns > 0);
  const columns = Math.max(NARROWEST, told ?? USUAL);
  return {
    isTTY,
    format: isTTY ? 'table' : 'tsv',
    columns,
    colour: coloured(isTTY, env),
    unicode: speaksUnicode(env),
  };
}

function coloured(isTTY: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  if (env['NO_COLOR']) return false;
  if (!['', '0', undefined].includes(env['CLICOLOR_FORCE'])) return true;
  return isTTY && env['TERM'] !== 'dumb';
}

function speaksUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['TERM'] === 'linux') return false;
  // An empty variable is as good as none. No locale at all is what containers and CI have; their logs are read as
  // UTF-8.
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(Boolean);
  return locale === undefined || /utf-?8/i.test(locale);
}
