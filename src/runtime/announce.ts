import type { FoundComponent, RuntimeEvent } from './runtime.ts';

/** Tells that a component is ready, and returns it as that. */
export function announce(
  found: FoundComponent,
  afterMs: number,
  how: 'started' | 'recreated' | 'unchanged',
  on: (event: RuntimeEvent) => void,
): FoundComponent {
  const component: FoundComponent = { ...found, state: 'ready' };
  on({ kind: 'ready', component, afterMs, how });
  return component;
}
