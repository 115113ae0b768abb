import type { Context } from '../context.ts';

/**
 * Progress on stderr. On a terminal the lines of what is under way are rewritten in place; elsewhere each step is
 * one line when it ends; with `--quiet` there is nothing.
 */
export interface Progress {
  /** What is under way, by key: shown until `done` or `drop`. */
  update(key: string, text: string): void;
  /** A line that stays. */
  done(key: string, text: string): void;
  drop(key: string): void;
  /** Forgets what is under way; call it before anything else is written. */
  end(): void;
}

const REDRAW_MS = 80;

export async function openProgress(context: Context, quiet: boolean): Promise<Progress> {
  if (quiet) return silent;
  // A dumb terminal cannot move its cursor.
  const rewrites = context.noteScreen.isTTY && context.env['TERM'] !== 'dumb';
  return rewrites ? rewriting(context) : linewise(context);
}

const silent: Progress = {
  update: () => undefined,
  done: () => undefined,
  drop: () => undefined,
  end: () => undefined,
};

function linewise(context: Context): Progress {
  return { ...silent, done: (_, text) => context.note(`${text}\n`) };
}

async function rewriting(context: Context): Promise<Progress> {
  const { createLogUpdate } = await import('log-update');
  const under = new Map<string, string>();
  const stream = {
    columns: context.noteScreen.columns,
    isTTY: true,
    write: (text: string) => {
      context.note(text);
      return true;
    },
  };
  const area = createLogUpdate(stream as unknown as NodeJS.WriteStream);
  let drawnAt = 0;
  const draw = (force: boolean): void => {
    const now = context.clock.now();
    if (!force && now - drawnAt < REDRAW_MS) return;
    drawnAt = now;
    if (under.size === 0) area.clear();
    else area([...under.values()].join('\n'));
  };
  return {
    update(key, text) {
      const isNew = !under.has(key);
      under.set(key, text);
      draw(isNew);
    },
    done(key, text) {
      under.delete(key);
      area.clear();
      context.note(`${text}\n`);
      draw(true);
    },
    drop(key) {
      under.delete(key);
      draw(true);
    },
    end() {
      under.clear();
      area.clear();
      area.done();
    },
  };
}
