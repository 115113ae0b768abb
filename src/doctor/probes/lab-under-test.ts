import type { JaegerClient } from '../../jaeger/client.ts';
import type { LabState } from '../../lab/state.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

export interface LabUnderTest {
  readonly state: LabState;
  readonly scenario: Scenario;
  readonly runtime: Runtime;
  readonly client: JaegerClient;
}
