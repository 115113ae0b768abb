import { tutorial } from './tutorial.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [tutorial];

export const DEFAULT_SCENARIO = tutorial.name;
