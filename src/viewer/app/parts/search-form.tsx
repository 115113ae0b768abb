import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { parseDurationMs } from '../../../base/duration.ts';
import { areTags, isUpsideDown, scopeOf } from '../data/scope.ts';
import type { PageProps } from '../page-props.ts';
import { go } from '../address.ts';
import { useAnswer } from './answer.tsx';
import { Moment } from './moment.tsx';

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
    const form = event.currentTarget;
    if (form instanceof HTMLFormElement && isValid(form)) go('/search', queryOf(form));
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
        Operation {service !== '' && <small>({known.length})</small>}
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
        <input
          type="checkbox"
          name="errors"
          value="true"
          checked={query.get('errors') === 'true'}
        />
        Only traces with errors
      </label>
      <button type="submit" class="main">
        Find Traces
      </button>
    </form>
  );
}

/** What is wrong with the text of a field; an empty one is a condition less. */
const FAULTS: Readonly<Record<string, (text: string) => string>> = {
  tags: (text) => (areTags(text) ? '' : 'Write tags as key=value, with spaces between several.'),
  minDuration: durationFault,
  maxDuration: durationFault,
  limit: (text) => (/^[1-9]\d*$/.test(text) ? '' : 'Write a number of traces, or leave it empty.'),
};

function durationFault(text: string): string {
  return parseDurationMs(text) === undefined ? 'Write a duration such as 1.2s or 100ms.' : '';
}

/** Says what is wrong at the field, as the browser does, rather than searching without it. */
function isValid(form: HTMLFormElement): boolean {
  for (const [name, faultIn] of Object.entries(FAULTS)) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement)) continue;
    const text = field.value.trim();
    field.setCustomValidity(text === '' ? '' : faultIn(text));
  }
  const longest = form.elements.namedItem('maxDuration');
  if (longest instanceof HTMLInputElement && isUpsideDown(queryOf(form)))
    longest.setCustomValidity('Max Duration is shorter than Min Duration.');
  return form.reportValidity();
}

/** What the address names is in the list, also before it is known. */
const withChosen = (names: readonly string[], chosen: string): readonly string[] =>
  chosen === '' || names.includes(chosen) ? names : [chosen, ...names];

function queryOf(form: HTMLFormElement): URLSearchParams {
  const query = new URLSearchParams();
  const data = new FormData(form);
  if (data.get('when') !== 'custom') ['start', 'end'].forEach((name) => data.delete(name));
  for (const [name, value] of data) {
    if (typeof value !== 'string' || value === '') continue;
    if (name === 'when' && value.startsWith('run ')) query.set('run', value.slice('run '.length));
    else query.set(name === 'when' ? 'lookback' : name, value.trim());
  }
  return query;
}

function When({ query, about }: FormProps): JSX.Element {
  const run = query.get('run');
  const { window } = scopeOf(query);
  const asked = query.get('lookback') ?? '';
  const span = parseDurationMs(asked) === undefined ? '1h' : asked;
  const lookback = window ? 'custom' : span;
  const isListed = LOOKBACKS.some(([value]) => value === lookback);
  return (
    <label>
      Lookback
      <select name="when" value={run === null ? lookback : `run ${run}`}>
        {!isListed && <option value={lookback}>{window ? 'Custom Time Range' : lookback}</option>}
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
      {window && (
        <small>
          <Moment us={window.fromUs} /> to <Moment us={window.toUs} />
        </small>
      )}
      {window && <input type="hidden" name="start" value={window.fromUs} />}
      {window && <input type="hidden" name="end" value={window.toUs} />}
    </label>
  );
}

/** A fault may be one of two fields together, and the browser sends no form that has one. */
function clearFaults(form: HTMLFormElement | null): void {
  for (const field of form?.elements ?? [])
    if (field instanceof HTMLInputElement) field.setCustomValidity('');
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
    <input
      name={name}
      placeholder={hint}
      value={query.get(name) ?? ''}
      autocomplete="off"
      onInput={({ currentTarget }) => clearFaults(currentTarget.form)}
    />
  </label>
);
