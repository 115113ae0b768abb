import type { Context, Terminal } from '../../src/cli/context.ts';
import { realClock } from '../../src/base/clock.ts';

export interface MemoryContext {
  readonly context: Context;
  readonly written: { out: string; note: string };
}

/** A context that keeps what is written. */
export function memoryContext(
  changes: Partial<Context> & { readonly isTTY?: boolean } = {},
): MemoryContext {
  const written = { out: '', note: '' };
  const { isTTY = false, ...rest } = changes;
  const screen: Terminal = {
    isTTY,
    format: isTTY ? 'table' : 'tsv',
    columns: 100,
    colour: false,
    unicode: true,
  };
  const context: Context = {
    screen,
    noteScreen: screen,
    clock: realClock,
    env: {},
    stop: new AbortController().signal,
    startedAs: 'jaeger-lab',
    caveats: new Set(),
    distFolder: 'dist',
    version: '0.0.0',
    out: (text) => {
      written.out += Buffer.from(text).toString();
    },
    note: (text) => {
      written.note += text;
    },
    ...rest,
  };
  return { context, written };
}
