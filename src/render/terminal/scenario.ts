import type { ExpectedSpan } from '../../model/hierarchy.ts';
import { paint, signs, type Screen } from './screen.ts';
import { tsvRows } from '../tsv.ts';
import { cut, widthOf } from './text-width.ts';
import { treeLines } from './tree-lines.ts';
import { counted } from '../../model/counted.ts';
import { percent } from './words.ts';
import { hanging, paragraph } from './wrap.ts';

interface RedisShown {
  readonly roundTripMs: number;
}

interface ScenarioShown {
  readonly name: string;
  readonly about: string;
  readonly services: readonly { readonly name: string; readonly port: number }[];
  readonly redis?: RedisShown | undefined;
  readonly requests: readonly {
    readonly name: string;
    readonly weight: number;
    readonly service: string;
    readonly method: string;
    readonly path: string;
    readonly spans: number;
    readonly expected: ExpectedSpan;
  }[];
}

type Listed = Pick<ScenarioShown, 'name' | 'about'>;

/** Names and what each shows. */
export function renderScenarios(scenarios: readonly Listed[], screen: Screen): string {
  if (screen.format === 'tsv') return tsvRows('scenario', 'name about', scenarios);
  const { bold, visible } = paint(screen);
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios
    .map(({ name, about }) =>
      paragraph(about, screen, visible, '', `${bold(name.padEnd(width))}  `),
    )
    .join('');
}

/**
 * The services, what load sends, and below each request the trace that it leaves; spans that are there several times
 * stand once, with their number.
 */
export function renderScenario(scenario: ScenarioShown, screen: Screen): string {
  return screen.format === 'table' ? forPerson(scenario, screen) : forPipe(scenario);
}

/** "Redis 20 ms away" */
export const redisWords = ({ roundTripMs }: RedisShown): string =>
  roundTripMs === 0 ? 'Redis' : `Redis ${roundTripMs} ms away`;

function forPerson(
  { name, about, services, redis, requests }: ScenarioShown,
  screen: Screen,
): string {
  const { bold, dim, visible } = paint(screen);
  const total = requests.reduce((sum, { weight }) => sum + weight, 0);
  const line = (...pieces: string[]): string => hanging(pieces, '  ', screen.columns);
  const ports = services.map((one) => `${one.name} ${dim(String(one.port))}`);
  const [first, ...others] = ports;
  return [
    paragraph(about, screen, visible, '', `${bold(name)}  `),
    hanging(
      [`${counted(services.length, 'service')}: ${first ?? ''}`, ...others],
      ', ',
      screen.columns,
    ),
    ...(redis ? [line(redisWords(redis))] : []),
    ...requests.flatMap((request) => [
      '\n',
      line(
        bold(request.name),
        `${request.method} ${request.path}`,
        `at ${request.service}`,
        ...(requests.length > 1 ? [dim(`${percent(request.weight / total)} of the load`)] : []),
        dim(counted(request.spans, 'span')),
      ),
      ...tree(request.expected, screen).map((row) => `${row}\n`),
    ]),
  ].join('');
}

function tree(expected: ExpectedSpan, screen: Screen): string[] {
  const { dim } = paint(screen);
  const rows = rowsOf(expected);
  const branches = treeLines(
    rows.map(({ depth }) => depth),
    // Deeper than this the tree would push its text off the screen.
    Math.floor(screen.columns / 5),
    screen,
  );
  return rows.map(({ span, times }, i) => {
    const often = times > 1 ? ` ${signs(screen).times}${times}` : '';
    const lead = `  ${branches[i] ?? ''}`;
    const rest = ` ${span.kind}${often}`;
    const room = screen.columns - widthOf(lead) - widthOf(rest);
    return `${lead}${cut(`${span.service} ${span.name}`, room, screen)}${dim(rest)}`;
  });
}

const forPipe = ({ services, redis, requests }: ScenarioShown): string =>
  [
    tsvRows('service', 'name port', services),
    tsvRows('redis', 'roundTripUs', redis ? [{ roundTripUs: redis.roundTripMs * 1000 }] : []),
    tsvRows('request', 'name weight service method path spans', requests),
    tsvRows(
      'span',
      'request depth service name kind times',
      requests.flatMap(({ name, expected }) =>
        rowsOf(expected).map(({ span, ...row }) => ({ ...row, ...span, request: name })),
      ),
    ),
  ].join('');

interface Row {
  readonly span: ExpectedSpan;
  readonly depth: number;
  /** How often it is there below the span above it, with all that is below it. */
  readonly times: number;
}

/** Callers before callees. */
function rowsOf(root: ExpectedSpan): Row[] {
  const rows: Row[] = [];
  const open: Row[] = [{ span: root, depth: 0, times: 1 }];
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    rows.push(row);
    const { depth } = row;
    const below = together(row.span.children).map((child) => ({ ...child, depth: depth + 1 }));
    open.push(...below.reverse());
  }
  return rows;
}

/** Neighbours that are the same, as the calls of one line of a file are, made one. */
function together(spans: readonly ExpectedSpan[]): Omit<Row, 'depth'>[] {
  const groups: { span: ExpectedSpan; times: number }[] = [];
  for (const span of spans) {
    const last = groups.at(-1);
    if (last?.span === span) last.times += 1;
    else groups.push({ span, times: 1 });
  }
  return groups;
}
