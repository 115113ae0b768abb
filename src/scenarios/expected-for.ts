import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { Scenario } from './scenario.ts';

/**
 * The trace that one request leaves.
 *
 * @param request its name, as its record has it; undefined for the entry's only one
 */
export const expectedFor = (
  { requests = [], expected }: Scenario,
  request: string | undefined,
): ExpectedSpan => requests.find(({ name }) => name === request)?.expected ?? expected;
