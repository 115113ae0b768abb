import { checkout } from './checkout.ts';
import { fileSync } from './file-sync.ts';
import { tutorial } from './tutorial.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [tutorial, checkout, fileSync];

/** Jaeger alone, for services that are not the lab's: `up --no-services`. Load has nothing to send to. */
export const NO_SERVICES: Scenario = { ...tutorial, name: 'none', components: [] };

export const DEFAULT_SCENARIO = tutorial.name;
