import type { Pair } from '../../../analysis/compare-finding.ts';

/** What the groups are and where they come from. */
export interface CompareSource {
  readonly names: Pair<string>;
  readonly jaegerVersion: string | undefined;
  readonly missing: readonly string[];
}
