import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LAB_ROUTES } from '../../lab-routes.ts';
import { type Address, changed, go } from '../address.ts';
import { useAsk } from './answer.tsx';

/** While it is read again: a load sends more than a person can follow. */
const AT_LEAST_MS = 2000;
/** A run is in the ledger only when it has ended: until then its traces are those of the last minutes. */
const LIVE = { run: undefined, start: undefined, end: undefined, lookback: '5m' };

/** Reads the traces again whenever the server has newer ones, while the box is ticked. */
export function Follow({ address }: { readonly address: Address }): JSX.Element {
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
  return (
    <label class="tick" title="Read the traces again as new ones arrive">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget }) =>
          go(
            path,
            changed(
              query,
              currentTarget.checked ? { ...LIVE, follow: '1' } : { follow: undefined },
            ),
          )
        }
      />
      Follow
    </label>
  );
}
