import { tsvRows } from '../tsv.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';

interface TargetShown {
  readonly name: string;
  readonly jaegerUrl: string;
  readonly otlpUrl?: string | undefined;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly bearerToken?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure: boolean;
}

/** Jaegers of the user's own, and where the secrets for them are. */
export function renderTargets(targets: readonly TargetShown[], screen: Screen): string {
  if (screen.format === 'tsv')
    return tsvRows(
      'target',
      'name jaegerUrl otlpUrl headers bearerToken ca cert key insecure',
      targets.map(({ otlpUrl, bearerToken, ca, cert, key, ...target }) => ({
        ...{ ...target, otlpUrl, bearerToken, ca, cert, key },
        headers: headersOf(target),
      })),
    );
  if (targets.length === 0) return 'There are no targets.\n';
  const columns = [
    { title: 'target', cutTo: 8 },
    { title: 'Jaeger', cutTo: 16 },
    { title: 'credentials', cutTo: 12, givenUp: 1 },
  ];
  const lines = targets.map((target) => [
    target.name,
    target.jaegerUrl,
    [
      ...(target.bearerToken === undefined ? [] : [`bearer token ${target.bearerToken}`]),
      ...(target.headers.length > 0 ? [headersOf(target)] : []),
      ...(target.cert === undefined ? [] : ['client certificate']),
      ...(target.insecure ? ['certificate not checked'] : []),
    ].join(', '),
  ]);
  return table(columns, lines, screen);
}

const headersOf = ({ headers }: Pick<TargetShown, 'headers'>): string =>
  headers.map(({ name, value }) => `${name}: ${value}`).join(', ');
