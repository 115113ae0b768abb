import { useEffect, useState } from 'preact/hooks';
import { SCOPE_KEYS, withTags } from './data/scope.ts';
import { leaveScrolled } from './scrolled.ts';

/** Where the page is: a path and its query, in the address of a served page, and behind the # of a report. */
export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** A file has one address: what it shows can only be behind the #. */
const isFile = location.protocol === 'file:' || document.getElementById('report') !== null;

const CHANGED = 'jaeger-lab-address';

/** What Jaeger's menu leads to, under the name that the page has here. */
const JAEGER_PATHS: ReadonlyMap<string, string> = new Map([
  ['/dependency', '/dependencies'],
  ['/system-architecture', '/dependencies'],
]);

function pageOf(path: string): string {
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return JAEGER_PATHS.get(plain) ?? plain;
}

export function currentAddress(): Address {
  const text = isFile ? location.hash.slice(1) || '/' : `${location.pathname}${location.search}`;
  const mark = text.indexOf('?');
  const path = mark === -1 ? text : text.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : text.slice(mark + 1));
  return { path: pageOf(path), query: withTags(query) };
}

export function href(path: string, query: URLSearchParams | string = ''): string {
  const search = query.toString();
  return `${isFile ? '#' : ''}${path}${search === '' ? '' : `?${search}`}`;
}

/** Changes the address. @param replace without a step for the back button */
export function go(path: string, query: URLSearchParams | string = '', replace = false): void {
  const url = href(path, query);
  if (replace) history.replaceState(history.state, '', url);
  else {
    leaveScrolled();
    history.pushState(null, '', url);
  }
  dispatchEvent(new Event(CHANGED));
}

/** The query of the address with some parameters changed; an empty value removes one. */
export function changed(
  query: URLSearchParams,
  changes: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  const copy = new URLSearchParams(query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || value === '') copy.delete(key);
    else copy.set(key, value);
  }
  return copy;
}

/** Of a query what chooses traces, which goes along from page to page. */
export function scopeQuery(query: URLSearchParams): URLSearchParams {
  const scope = new URLSearchParams();
  for (const key of SCOPE_KEYS) {
    const value = query.get(key);
    if (value !== null && value !== '') scope.set(key, value);
  }
  return scope;
}

/** The address, and again whenever it changes: by the page, by the back button, or by hand. */
export function useAddress(): Address {
  const [address, setAddress] = useState(currentAddress);
  useEffect(() => {
    const update = (): void => setAddress(currentAddress());
    const events = ['popstate', 'hashchange', CHANGED];
    for (const event of events) addEventListener(event, update);
    return () => {
      for (const event of events) removeEventListener(event, update);
    };
  }, []);
  return address;
}
