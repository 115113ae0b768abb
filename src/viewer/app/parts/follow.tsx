import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LAB_ROUTES } from '../../lab-routes.ts';
import { type Address, changed, go } from '../address.ts';
import { useAsk } from './answer.tsx';

/** While it is read again: a load sends more than a person can follow. */
const AT_LEAST_MS = 2000;
/** A run is in the ledger only when it has ended: until then its traces are those of the last minutes. */
const LIVE = '5m';
const TIMES = ['run', 'start', 'end', 'lookback'] as const;

/** The address while it follows; the time that it had before stands in it, to return to. */
function following(query: URLSearchParams): URLSearchParams {
  const before = new URLSearchParams();
  for (const key of TIMES) if (query.has(key)) before.set(key, query.get(key) ?? '');
  return changed(query, {
    ...Object.fromEntries(TIMES.map((key) => [key, ''])),
    lookback: LIVE,
    follow: before.toString() || 'on',
  });
}

function stopped(query: URLSearchParams): URLSearchParams {
  // Another time may have been chosen since.
  if (query.get('lookback') !== LIVE) return changed(query, { follow: undefined });
  const before = new URLSearchParams(query.get('follow') ?? '');
  return changed(query, {
    follow: undefined,
    ...Object.fromEntries(TIMES.map((key) => [key, before.get(key) ?? ''])),
  });
}

interface FollowProps {
  readonly address: Address;
  /** The page is about one trace, whatever the time. */
  readonly isOfTrace?: boolean;
}

/** Reads the traces again whenever the server has newer ones, while the box is ticked. */
export function Follow({ address, isOfTrace = false }: FollowProps): JSX.Element {
  const ask = useAsk();
  const isOn = address.query.has('follow');
  const latest = useRef(address);
  latest.current = address;
  useEffect(() => {
    if (!isOn) return undefined;
    const source = new EventSource(LAB_ROUTES.events);
    let readAt = 0;
    source.addEventListener('message', () => {
      if (Date.now() - readAt < AT_LEAST_MS) return;
      readAt = Date.now();
      const { path, query } = latest.current;
      void ask('forget').then(() => go(path, changed(query, { again: String(readAt) }), true));
    });
    return () => source.close();
  }, [isOn, ask]);
  const { path, query } = address;
  const turned = (on: boolean): URLSearchParams => {
    if (isOfTrace) return changed(query, { follow: on ? 'on' : undefined });
    return on ? following(query) : stopped(query);
  };
  return (
    <label class="tick" title="Read the traces again as new ones arrive">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget }) => go(path, turned(currentTarget.checked))}
      />
      Follow
    </label>
  );
}
