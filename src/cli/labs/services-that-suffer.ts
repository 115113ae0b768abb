import { closest } from '../../base/closest.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { tracedServices } from '../../lab/lab-spec.ts';
import { type LabState, scenarioTyped } from '../../lab/state.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

/** @throws LabError (usage) for a lab of Jaeger alone */
export function throwUnlessServices(scenario: Scenario, asked: string): void {
  if (tracedServices(scenario).length > 0) return;
  throw new LabError(`${asked}: the lab was made with --no-services and has no service to affect`, {
    hint: 'jaeger-lab down, then jaeger-lab up',
    exitCode: EXIT.usage,
  });
}

/** @throws LabError (usage) when a lab has no such service, with the one that may have been meant */
export function throwUnlessService(service: string, scenario: Scenario, asked: string): void {
  const services = tracedServices(scenario);
  if (services.includes(service)) return;
  throwUnlessServices(scenario, asked);
  const meant = closest(service, services);
  throw new LabError(`${asked}: the scenario ${scenario.name} has no service "${service}"`, {
    hint: meant ? `did you mean ${meant}?` : `one of: ${services.join(', ')}`,
    exitCode: EXIT.usage,
  });
}

/** @throws LabError (usage) when a lab's services cannot be made to suffer a fault */
export function throwUnlessAllowed(state: LabState): void {
  if (state.faults !== false) return;
  throw new LabError(`fault injection is disabled in lab "${state.name}" (up --no-faults)`, {
    hint: `jaeger-lab up ${scenarioTyped(state)}`,
    exitCode: EXIT.usage,
  });
}
