import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { TRACE_NAMES } from '../../analysis/choose-trace.ts';
import { currentAddress, go, scopeQuery, useAddress } from './address.ts';
import type { Ask } from './data/ask.ts';
import type { StoreAbout } from './data/trace-store.ts';
import { Compare } from './pages/compare.tsx';
import { Dependencies } from './pages/dependencies.tsx';
import { Findings } from './pages/findings.tsx';
import { Flame } from './pages/flame.tsx';
import { Overview } from './pages/overview.tsx';
import { Search } from './pages/search.tsx';
import { WhereTheTimeGoes } from './pages/time.tsx';
import { TracePage } from './pages/trace.tsx';
import type { PageProps } from './page-props.ts';
import { AskContext } from './parts/answer.tsx';
import { learnServices } from './parts/colours.tsx';
import { Header, TABS } from './parts/header.tsx';
import { Help } from './parts/help.tsx';
import { Link } from './parts/link.tsx';
import { useTitle } from './parts/title.ts';

const PAGES: Readonly<Record<string, (props: PageProps) => JSX.Element>> = {
  '/search': Search,
  '/overview': Overview,
  '/time': WhereTheTimeGoes,
  '/flame': Flame,
  '/compare': Compare,
  '/dependencies': Dependencies,
  '/findings': Findings,
};

/** A Jaeger that is gone may come back: ten minutes. */
const MOST_TRIES = 200;
const TRY_EVERY_MS = 3000;

/** The whole page: what the address names, below the same header. */
export function App({ ask }: { readonly ask: Ask }): JSX.Element {
  const address = useAddress();
  const [about, setAbout] = useState<StoreAbout>();
  const [failure, setFailure] = useState<string>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    Promise.all([ask('about'), ask('services')]).then(
      ([known, services]) => {
        learnServices(services);
        if (currentAddress().path === '/') go(...startPage(known), true);
        setAbout(known);
        setFailure(undefined);
      },
      (thrown: unknown) => {
        setFailure(thrown instanceof Error ? thrown.message : String(thrown));
        if (tries < MOST_TRIES) again = setTimeout(() => setTries(tries + 1), TRY_EVERY_MS);
      },
    );
    return () => clearTimeout(again);
  }, [ask, tries]);
  useRuns(ask, address.query.get('again'), setAbout);
  return (
    <AskContext.Provider value={ask}>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <Header address={address} about={about} />
      <main id="main" tabIndex={-1}>
        {failure !== undefined && (
          <div class="failed" role="alert">
            <p>{failure}</p>
          </div>
        )}
        {about !== undefined && <Page address={address} about={about} />}
      </main>
      <Help />
    </AskContext.Provider>
  );
}

/** A run that has ended is in the list as soon as traces are read again, or the window is looked at again. */
function useRuns(ask: Ask, again: string | null, setAbout: (about: StoreAbout) => void): void {
  useEffect(() => {
    const read = (): void => void ask('about').then(setAbout, () => undefined);
    if (again !== null) read();
    addEventListener('focus', read);
    return () => removeEventListener('focus', read);
  }, [ask, again]);
}

/** A report, and a lab with runs, open on what happened; anything else on the search, as Jaeger's UI. */
function startPage({ kind, runs }: StoreAbout): [path: string, query: string] {
  const run = runs.at(-1);
  if (kind === 'report') return ['/overview', ''];
  return run === undefined ? ['/search', ''] : ['/overview', `run=${run.id}`];
}

/** The address may be that of a report's page, so that the browser's own jump would change it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

interface TitledProps extends PageProps {
  readonly page: (props: PageProps) => JSX.Element;
}

function Titled({ page: Found, address, about }: TitledProps): JSX.Element {
  useTitle(TABS.find(([path]) => path === address.path)?.[1]);
  return <Found address={address} about={about} />;
}

/** An id or its beginning, or a name, as the commands take them. */
const TRACE = `([0-9a-f]{1,32}|${TRACE_NAMES.join('|')})`;
const ONE_TRACE = new RegExp(`^/trace/${TRACE}$`, 'i');
const TWO_TRACES = new RegExp(`^/(?:trace|compare)/${TRACE}\\.\\.\\.${TRACE}$`, 'i');

function Page({ address, about }: PageProps): JSX.Element {
  const { path, query } = address;
  const two = TWO_TRACES.exec(path);
  if (two) {
    const [, a = '', b = ''] = two;
    const pair = scopeQuery(query);
    pair.set('a', a);
    pair.set('b', b);
    return <Titled address={{ path: '/compare', query: pair }} about={about} page={Compare} />;
  }
  const trace = ONE_TRACE.exec(path)?.[1];
  if (trace !== undefined) {
    const id = trace.toLowerCase();
    return <TracePage key={id} id={id} address={address} about={about} />;
  }
  const Found = PAGES[path];
  if (Found) return <Titled address={address} about={about} page={Found} />;
  return (
    <div class="failed" role="alert">
      <h1>There is no page here</h1>
      <p class="note">{path}</p>
      <Link to="/search">To the search</Link>
    </div>
  );
}
