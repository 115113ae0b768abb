import type { SpanKind } from '../../src/model/trace.ts';
import type { CriticalPath, PathSection } from '../../src/analysis/critical-path.ts';
import { span, type SpanPlan } from '../support/trace-builder.ts';

const MS_PER_COLUMN = 10;

/**
 * Reads the spans from a drawing, 10 ms per column. A deeper indented name is a child; a name may carry a service and
 * a kind. What stands at the right of the bars is a remark.
 *
 *     P           ----------
 *      C:client    ----
 *       S@b:server  --
 */
export function plansIn(picture: string): SpanPlan[] {
  const rows = rowsIn(picture);
  const left = Math.min(...rows.map((row) => row.from));
  const below = (at: number): SpanPlan[] => {
    const children: SpanPlan[] = [];
    const depth = rows[at]?.depth ?? -1;
    for (let i = at + 1; i < rows.length && rows[i]!.depth > depth; i += 1) {
      if (rows[i]!.depth === nextDepth(at)) children.push(planOf(i));
    }
    return children;
  };
  const nextDepth = (at: number): number => rows[at + 1]?.depth ?? Infinity;
  const planOf = (at: number): SpanPlan => {
    const { name, service, kind, from, to } = rows[at]!;
    const times = [(from - left) * MS_PER_COLUMN, (to - left) * MS_PER_COLUMN] as const;
    return span(service, name, times, { kind }, below(at));
  };
  return below(-1);
}

interface Row {
  readonly depth: number;
  readonly name: string;
  readonly service: string;
  readonly kind: SpanKind;
  readonly from: number;
  readonly to: number;
}

function rowsIn(picture: string): Row[] {
  return picture
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const drawn = /^( *)(\w+)(?:@(\w+))?(?::(\w+))? +(-+)/d.exec(line);
      if (drawn === null) throw new Error(`not a span: ${line}`);
      const [, indent, name, service = 's', kind = 'internal'] = drawn;
      const [from, to] = drawn.indices![5]!;
      return { depth: indent!.length, name: name!, service, kind: kind as SpanKind, from, to };
    });
}

/** The sections as a line of such a drawing: in each column the first letter of the span that it belongs to. */
export function drawn(sections: readonly PathSection[]): string {
  const columns = sections.map(({ span, startUs, endUs }) => {
    const width = (endUs - startUs) / 1000 / MS_PER_COLUMN;
    if (!Number.isInteger(width)) throw new Error(`${span.name} takes ${width} columns`);
    return span.name.slice(0, 1).repeat(width);
  });
  return columns.join('');
}

/** Sections as `name[start,end)` in milliseconds from the root's start. */
export function listed(path: CriticalPath): string {
  const ms = (us: number): number => (us - path.root.startUs) / 1000;
  return path.sections
    .map(({ span, startUs, endUs }) => `${span.name}[${ms(startUs)},${ms(endUs)})`)
    .join(' ');
}
