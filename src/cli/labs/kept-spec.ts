import { LabError } from '../../base/errors.ts';
import { labSpec } from '../../lab/lab-spec.ts';
import { type LabState, scenarioTyped } from '../../lab/state.ts';
import { withPlanted } from '../../lessons/plant.ts';
import type { JaegerLaunch, LabSpec } from '../../runtime/runtime.ts';
import { keptScenario } from './scenario-named.ts';

/** The lab as it was made, with what is planted in it. @throws LabError for a lab that an older version made */
export async function keptSpec(state: LabState, jaeger: JaegerLaunch): Promise<LabSpec> {
  const { name, faults = true, madeWith, planted = [] } = state;
  if (!madeWith)
    throw new LabError(`lab "${name}" does not know the options that it was made with`, {
      hint: `jaeger-lab up ${scenarioTyped(state)}`,
    });
  const scenario = await keptScenario(state);
  return withPlanted(labSpec(scenario, { name, faults, ...madeWith, jaeger }), planted);
}
