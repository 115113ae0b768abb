import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Address, scopeQuery } from '../address.ts';
import type { StoreAbout } from '../data/trace-store.ts';
import { openHelp } from './help.tsx';
import { Link } from './link.tsx';

export const TABS = [
  ['/search', 'Search'],
  ['/overview', 'Overview'],
  ['/time', 'Where the time goes'],
  ['/flame', 'Flame graph'],
  ['/compare', 'Compare'],
  ['/dependencies', 'Dependencies'],
  ['/findings', 'Findings'],
] as const;

interface HeaderProps {
  readonly address: Address;
  readonly about: StoreAbout | undefined;
}

export function Header({ address, about }: HeaderProps): JSX.Element {
  const scope = scopeQuery(address.query);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = nav.current?.querySelector('[aria-current]');
    current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [address.path]);
  return (
    <header>
      <Link to="/" class="brand">
        jaeger-lab
      </Link>
      <nav aria-label="Pages" ref={nav}>
        {TABS.map(([path, name]) => (
          <Link key={path} to={path} query={scope} current={address.path === path}>
            {name}
          </Link>
        ))}
      </nav>
      <div class="aside">
        <span class="note">{about && sourceText(about)}</span>
        <ThemeButton />
        <button type="button" class="plain" title="Keyboard (?)" onClick={openHelp}>
          ?<span class="unseen"> Keyboard</span>
        </button>
      </div>
    </header>
  );
}

const UNCHECKED = ', read without checking the certificate of Jaeger (--insecure)';

function sourceText({ kind, what, createdAt, jaegerVersion, isInsecure }: StoreAbout): string {
  if (kind === 'report')
    return `Report of ${what ?? ''}, ${createdAt?.slice(0, 16).replace('T', ' ') ?? ''} UTC${isInsecure ? UNCHECKED : ''}`;
  return jaegerVersion === undefined ? '' : `Jaeger ${jaegerVersion}`;
}

const KEY = 'jaeger-lab-theme';
const NEXT = { auto: 'light', light: 'dark', dark: 'auto' } as const;
type Theme = keyof typeof NEXT;
const DARK = matchMedia('(prefers-color-scheme: dark)');

/** A report in a sandbox may keep nothing. */
function kept(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    return 'auto';
  }
}

function ThemeButton(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(kept);
  useLayoutEffect(() => {
    const show = (): void => {
      const ofSystem = DARK.matches ? 'dark' : 'light';
      document.documentElement.dataset['theme'] = theme === 'auto' ? ofSystem : theme;
    };
    show();
    DARK.addEventListener('change', show);
    return () => DARK.removeEventListener('change', show);
  }, [theme]);
  useEffect(() => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Then it holds until the page is closed.
    }
  }, [theme]);
  return (
    <button
      type="button"
      class="plain"
      title={`Theme: ${theme === 'auto' ? 'as the system' : theme}`}
      onClick={() => setTheme(NEXT[theme])}
    >
      {{ auto: '◐', light: '☀', dark: '☾' }[theme]}
      <span class="unseen"> Theme: {theme}</span>
    </button>
  );
}
