import type { ComponentChildren, JSX } from 'preact';
import { type Address, changed, go, scopeQuery } from '../address.ts';
import { type Asked } from '../data/analyst.ts';
import { notUnderstood, scopeOf, scopeText } from '../data/scope.ts';
import type { StoreAbout } from '../data/trace-store.ts';
import { useAsk } from './answer.tsx';
import { counted } from '../../../model/counted.ts';
import { Outside } from './figures.tsx';
import { Follow } from './follow.tsx';
import { Link } from './link.tsx';

interface ScopeBarProps {
  readonly address: Address;
  readonly about: StoreAbout;
}

const LOOKBACKS = ['15m', '1h', '3h', '1d', '7d'];

/** Which traces the page is about; the same on every page, because it is part of the address. */
export function ScopeBar({ address, about }: ScopeBarProps): JSX.Element {
  const { path, query } = address;
  const ask = useAsk();
  const run = query.get('run');
  const lookback = query.get('lookback') ?? '1h';
  const choose = (value: string): void => {
    const [, number] = /^run (\d+)$/.exec(value) ?? [];
    const when = { run: undefined, lookback: undefined, start: undefined, end: undefined };
    go(path, changed(query, number ? { ...when, run: number } : { ...when, lookback: value }));
  };
  const read = (): void => {
    void ask('forget').then(() => go(path, changed(query, { again: String(Date.now()) }), true));
  };
  return (
    <div class="scope">
      {about.kind === 'report' ? (
        <span>Traces of {about.what}</span>
      ) : (
        <>
          <label>
            Traces of
            <select
              value={run === null ? lookback : `run ${run}`}
              onChange={({ currentTarget }) => choose(currentTarget.value)}
            >
              {run !== null && !about.runs.some(({ id }) => String(id) === run) && (
                <option>run {run}</option>
              )}
              {about.runs.toReversed().map(({ id, scenario }) => (
                <option key={id} value={`run ${id}`}>
                  run {id} ({scenario})
                </option>
              ))}
              {[...new Set([lookback, ...LOOKBACKS])].map((value) => (
                <option key={value} value={value}>
                  {value === lookback && run === null
                    ? scopeText(scopeOf(query))
                    : scopeText(scopeOf(new URLSearchParams({ lookback: value })))}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="plain" onClick={read} title="Read the traces again">
            ↻<span class="unseen"> Reload</span>
          </button>
        </>
      )}
      {about.isLive && <Follow address={address} />}
      <Conditions address={address} />
      <Link to="/search" query={scopeQuery(query)} class="change">
        Change the search
      </Link>
      <NotUnderstood address={address} />
    </div>
  );
}

/** What of the address was left out, so that the answer is not taken for that of another question. */
export function NotUnderstood({ address }: { readonly address: Address }): JSX.Element | null {
  const left = notUnderstood(address.query);
  if (left.length === 0) return null;
  return (
    <p class="warning left-out">
      Not understood in the address, and left out of the search:
      {left.map(({ text, keys }) => (
        <Chip key={text} address={address} drops={keys}>
          <Outside text={text} />
        </Chip>
      ))}
    </p>
  );
}

const CONDITIONS = [
  'service',
  'operation',
  'tags',
  'minDuration',
  'maxDuration',
  'errors',
  'limit',
] as const;

/** Conditions of the search, each with a button that drops it. */
function Conditions({ address }: { readonly address: Address }): JSX.Element {
  const { query } = address;
  const left = notUnderstood(query).flatMap(({ keys }) => keys);
  return (
    <>
      {CONDITIONS.map((key) => {
        const value = query.get(key) ?? '';
        if (value === '' || left.includes(key) || (key === 'errors' && value !== 'true'))
          return null;
        return (
          <Chip key={key} address={address} drops={[key]}>
            {key === 'errors' ? 'with errors' : <Outside text={`${key}: ${value}`} />}
          </Chip>
        );
      })}
    </>
  );
}

interface ChipProps {
  readonly address: Address;
  /** The parameters of the address that it removes. */
  readonly drops: readonly string[];
  readonly children: ComponentChildren;
}

const Chip = ({ address: { path, query }, drops, children }: ChipProps): JSX.Element => (
  <button
    type="button"
    class="chip"
    title="Drop this condition"
    onClick={() => go(path, changed(query, Object.fromEntries(drops.map((key) => [key, '']))))}
  >
    {children} ×
  </button>
);

/** "200 traces of run 3", and what is missing of them. */
export function AskedNotes({ asked }: { readonly asked: Asked }): JSX.Element {
  const { count, what, missing, isCut } = asked;
  return (
    <p class="note">
      <span data-figure="traces">{counted(count, 'trace')}</span> of {what}
      {missing.length > 0 && <span class="warning"> · {missing.length} not in Jaeger</span>}
      {isCut && <span class="warning"> · more exist than were read</span>}
    </p>
  );
}
