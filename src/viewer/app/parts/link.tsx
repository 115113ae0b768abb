import type { ComponentChildren, JSX } from 'preact';
import { go, href } from '../address.ts';

interface LinkProps {
  readonly to: string;
  readonly query?: URLSearchParams | string;
  readonly class?: string;
  readonly title?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link within the page. With a modifier key, or the middle button, the browser opens it as any other. */
export function Link({
  to,
  query = '',
  title,
  current,
  children,
  ...rest
}: LinkProps): JSX.Element {
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to, query);
    scrollTo(0, 0);
  };
  return (
    <a
      class={rest.class}
      href={href(to, query)}
      title={title}
      aria-current={current === true ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}

/** To a trace, by the beginning of its id. */
export function TraceLink({
  id,
  span,
}: {
  readonly id: string;
  readonly span?: string;
}): JSX.Element {
  const query = span === undefined ? '' : new URLSearchParams({ span });
  return (
    <Link to={`/trace/${id}`} query={query} class="id" title={`trace ${id}`}>
      {id.slice(0, 8)}
    </Link>
  );
}
