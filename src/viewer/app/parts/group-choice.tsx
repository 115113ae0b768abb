import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { changed, go } from '../address.ts';
import type { PageProps } from '../page-props.ts';

const KINDS = {
  traces: 'trace id, or slowest',
  runs: 'number of a run',
  tags: 'key=value',
} as const;
type Kind = keyof typeof KINDS;

const isKind = (text: string | null): text is Kind => text !== null && Object.hasOwn(KINDS, text);

/** What is compared: two groups of the traces of the scope, or two traces, runs or tags by name. */
export function GroupChoice({ address, about }: PageProps): JSX.Element {
  const { query } = address;
  const chosen = query.get('groups');
  const [kind, setKind] = useState<Kind>(isKind(chosen) ? chosen : 'traces');
  const choose = (groups: string): void =>
    go('/compare', changed(query, { groups, a: undefined, b: undefined }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => (data.get(name) as string).trim();
    const groups = kind === 'traces' ? undefined : kind;
    go('/compare', changed(query, { groups, a: text('a'), b: text('b') }));
  };
  return (
    <form class="toolbar" onSubmit={submit}>
      <span class="group" role="group" aria-label="Groups">
        <button type="button" aria-pressed={chosen === 'slowest'} onClick={() => choose('slowest')}>
          The slowest and the median
        </button>
        <button type="button" aria-pressed={chosen === 'fault'} onClick={() => choose('fault')}>
          With a fault and normal
        </button>
      </span>
      <label>
        or two
        <select value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}>
          <option>traces</option>
          {about.runs.length > 1 && <option>runs</option>}
          <option>tags</option>
        </select>
      </label>
      {(['a', 'b'] as const).map((name) => (
        <label key={name}>
          {name}
          <input name={name} value={query.get(name) ?? ''} placeholder={KINDS[kind]} required />
        </label>
      ))}
      <button type="submit">Compare</button>
    </form>
  );
}
