import { checkout } from './checkout.ts';
import { tutorial } from './tutorial.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [tutorial, checkout];

export const DEFAULT_SCENARIO = tutorial.name;
