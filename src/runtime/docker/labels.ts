/** What every object of a lab carries, so that all of it is found again whatever became of who started it. */
export const LABEL = {
  lab: 'jaeger-lab.lab',
  component: 'jaeger-lab.component',
  config: 'jaeger-lab.config',
  scenario: 'jaeger-lab.scenario',
  owner: 'jaeger-lab.owner',
  /** JSON: the component's port names and where it listens. */
  ports: 'jaeger-lab.ports',
  /** Set on what others still send to while they stop: "true", or `SERVER`. */
  stopsLast: 'jaeger-lab.stops-last',
} as const;

/** Stops after Jaeger, which still writes into it. */
export const SERVER = 'server';

/** On every image of services that the program built. */
export const SERVICES_LABEL = 'jaeger-lab.image';

export const networkName = (lab: string): string => `jaeger-lab-${lab}`;
/** Neither has a dot in it: no component of lab `a` has the name of one of lab `a-b`. */
export const containerName = (lab: string, component: string): string =>
  `jaeger-lab-${lab}.${component}`;

/** An engine's filter for everything of one lab. */
export const ofLab = (lab: string): { filters: { label: string[] } } => ({
  filters: { label: [`${LABEL.lab}=${lab}`] },
});
