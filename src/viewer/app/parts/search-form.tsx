import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PageProps } from '../page-props.ts';
import { go } from '../address.ts';
import { useAnswer } from './answer.tsx';

/** As in Jaeger's UI. */
const LOOKBACKS = [
  ['5m', 'Last 5 Minutes'],
  ['15m', 'Last 15 Minutes'],
  ['1h', 'Last Hour'],
  ['3h', 'Last 3 Hours'],
  ['12h', 'Last 12 Hours'],
  ['1d', 'Last 24 Hours'],
  ['2d', 'Last 2 Days'],
  ['7d', 'Last 7 Days'],
] as const;

type FormProps = Pick<PageProps, 'about'> & { readonly query: URLSearchParams };

/** The search of Jaeger's UI, word for word, and the runs of the lab. What it finds is in the address. */
export function SearchForm({ query, about }: FormProps): JSX.Element {
  const [service, setService] = useState(query.get('service') ?? '');
  const services = useAnswer((ask) => ask('services'), '');
  const operations = useAnswer(
    (ask) => (service === '' ? Promise.resolve([]) : ask('operations', service)),
    service,
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (event.currentTarget instanceof HTMLFormElement) go('/search', queryOf(event.currentTarget));
  };
  const names = services.state === 'there' ? services.value : [];
  const known = operations.state === 'there' ? operations.value : [];
  return (
    <form class="form" onSubmit={submit}>
      <label>
        Service <small>({names.length})</small>
        <select
          name="service"
          value={service}
          onChange={({ currentTarget }) => setService(currentTarget.value)}
        >
          <option value="">all</option>
          {withChosen(names, service).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        Operation <small>({known.length})</small>
        <select name="operation" value={query.get('operation') ?? ''}>
          <option value="">all</option>
          {withChosen(known, query.get('operation') ?? '').map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <Field name="tags" label="Tags" hint="http.status_code=200 error=true" query={query} />
      {about.kind === 'jaeger' && <When query={query} about={about} />}
      <div class="pair">
        <Field name="minDuration" label="Min Duration" hint="e.g. 1.2s, 100ms" query={query} />
        <Field name="maxDuration" label="Max Duration" hint="e.g. 1.2s, 100ms" query={query} />
      </div>
      <Field name="limit" label="Limit Results" hint="all" query={query} />
      <label class="tick">
        <input type="checkbox" name="errors" value="true" checked={query.has('errors')} />
        Only traces with errors
      </label>
      <button type="submit" class="main">
        Find Traces
      </button>
    </form>
  );
}

/** What the address names is in the list, also before it is known. */
const withChosen = (names: readonly string[], chosen: string): readonly string[] =>
  chosen === '' || names.includes(chosen) ? names : [chosen, ...names];

function queryOf(form: HTMLFormElement): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string' || value === '') continue;
    if (name === 'when' && value.startsWith('run ')) query.set('run', value.slice('run '.length));
    else query.set(name === 'when' ? 'lookback' : name, value.trim());
  }
  return query;
}

function When({ query, about }: FormProps): JSX.Element {
  const run = query.get('run');
  const lookback = query.get('lookback') ?? '1h';
  const isListed = LOOKBACKS.some(([value]) => value === lookback);
  return (
    <label>
      Lookback
      <select name="when" value={run === null ? lookback : `run ${run}`}>
        {!isListed && <option value={lookback}>{lookback}</option>}
        {LOOKBACKS.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
        {about.runs.toReversed().map(({ id, scenario, requests }) => (
          <option key={id} value={`run ${id}`}>
            Run {id}: {scenario}, {requests} requests
          </option>
        ))}
      </select>
    </label>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly query: URLSearchParams;
}

const Field = ({ name, label, hint, query }: FieldProps): JSX.Element => (
  <label>
    {label}
    <input name={name} placeholder={hint} value={query.get(name) ?? ''} autocomplete="off" />
  </label>
);
