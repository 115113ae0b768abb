import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { Scenario } from './scenario.ts';

/**
 * The expected trace of one request.
 *
 * @param request the name in its record; undefined where the entry has only one request
 */
export const expectedFor = (
  { requests = [], expected }: Scenario,
  request: string | undefined,
): ExpectedSpan => requests.find(({ name }) => name === request)?.expected ?? expected;
