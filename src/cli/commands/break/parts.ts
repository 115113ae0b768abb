import type { LabState } from '../../../lab/state.ts';
import { asksForMetrics, countsSpans, scrapesMetrics } from '../../../lessons/monitor-empty.ts';
import type { Places } from '../../../lessons/roles.ts';
import { canStoreLate } from '../../../lessons/storage-slow.ts';
import type { ComponentSpec } from '../../../runtime/runtime.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';

/** The components beside the services that something can be planted in, by what they do. */
export function partsIn(
  state: LabState,
  components: readonly ComponentSpec[],
  scenario: Scenario,
): Places['parts'] {
  const having = (role: (spec: ComponentSpec) => boolean): string[] =>
    components.filter(role).map(({ name }) => name);
  return {
    storing: storingIn(state),
    writing: having(canStoreLate),
    counting: having(countsSpans),
    scraping: having(scrapesMetrics),
    asking: having(asksForMetrics),
    adapted: state.madeWith?.sampling?.kind === 'adaptive' ? [scenario.entry.component] : [],
  };
}

/** Parts of a production lab's Jaeger that share its storage. */
function storingIn({ components, madeWith }: LabState): string[] {
  const { production = false, buffer } = madeWith?.deployment ?? {};
  const writer = buffer === undefined ? 'collector' : 'ingester';
  return components
    .map(({ name }) => name)
    .filter((name) => production && new RegExp(`^(${writer}|query)(-\\d+)?$`).test(name));
}
