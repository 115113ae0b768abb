import { checkout } from './checkout.ts';
import { fileSync } from './file-sync.ts';
import { tutorial } from './tutorial.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [tutorial, checkout, fileSync];

export const DEFAULT_SCENARIO = tutorial.name;
