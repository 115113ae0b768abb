import type { Checked } from '../../../analysis/expectations.ts';
import { operationOf } from '../../../analysis/operation.ts';
import {
  FAILURE_CLASSES,
  type FailureClass,
  type RequestToVerify,
  type VerifyFailure,
} from '../../../analysis/verify.ts';
import { groupBy } from '../../../base/group-by.ts';
import { longestRoot } from '../../../model/longest-root.ts';
import type { JunitCase } from '../../../render/junit.ts';

/** What holds where no request has a failure of the class. */
const CHECKS: Readonly<Record<FailureClass, string>> = {
  missing: 'every trace arrived',
  duplicate: 'every trace id and span id is unique',
  incomplete: 'every trace is complete',
  failed: 'no request failed without a planted fault',
  split: 'no trace is split',
  'un-instrumented-callee': 'every callee is instrumented',
  'wrong-hierarchy': 'every trace has the expected hierarchy',
};

/**
 * A case for each check of each route, and for each expectation: the same names in each run, whatever the trace ids.
 */
export function junitCases(
  requests: readonly RequestToVerify[],
  failures: readonly VerifyFailure[],
  checked: readonly Checked[],
): JunitCase[] {
  const routes = new Map(requests.map((request) => [request.traceId, routeOf(request)]));
  const failed = groupBy(failures, ({ traceId }) => routes.get(traceId) ?? '');
  const names = [...new Set(routes.values())].sort();
  return [
    ...names.flatMap((route) =>
      FAILURE_CLASSES.map((type): JunitCase => {
        const same = (failed.get(route) ?? []).filter((failure) => failure.class === type);
        return { name: `${route}: ${CHECKS[type]}`, type, failures: same.map(failureLine) };
      }),
    ),
    ...checked.map(({ what, result, reason, traceIds }): JunitCase => ({
      name: what,
      type: 'expectation',
      failures: result === 'fails' ? [reason, ...traceIds] : [],
      isSkipped: result === 'cannot-tell',
    })),
  ];
}

const failureLine = ({ traceId, reasons }: VerifyFailure): string =>
  `trace ${traceId ?? 'without id'}: ${reasons.join('; ')}`;

/** "gateway GET /process": as expected, also where the trace never arrived. */
function routeOf({ expected, trace }: RequestToVerify): string {
  if (expected) return `${expected.service} ${expected.name}`;
  const root = trace && longestRoot(trace);
  return root ? `${root.resource.service} ${operationOf(root)}` : 'no root';
}
