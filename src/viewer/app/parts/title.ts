import { useEffect } from 'preact/hooks';

/** Names the tab of the browser, its history and bookmarks. @param name undefined while it is not known */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    document.title = name === undefined ? 'jaeger-lab' : `${name.slice(0, 200)} · jaeger-lab`;
  }, [name]);
}
