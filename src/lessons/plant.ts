import type { Random } from '../base/random.ts';
import type { CauseName } from '../model/cause.ts';
import type { ComponentSpec, LabSpec } from '../runtime/runtime.ts';
import { withMetricsFlaw, withoutScraping } from './monitor-empty.ts';
import type { Plant, Variant } from './plant-of.ts';
import { plants } from './plants.ts';
import { componentsIn, type Places } from './roles.ts';
import { withOwnMemory } from './storage-apart.ts';
import { withSlowStorage } from './storage-slow.ts';

/** A cause that is planted in a lab. */
export interface Planted {
  readonly cause: string;
  readonly component: string;
  /** Which of the ways to plant it. */
  readonly variant: number;
}

/** The way in which something is planted; undefined where a newer version planted it. */
export const variantOf = ({ cause, variant }: Planted): Variant | undefined =>
  plants.find((one) => one.cause === cause)?.variants[variant];

/** The variables that something that is planted sets. */
export const settingsOf = (planted: Planted): string[] =>
  Object.keys(variantOf(planted)?.settings?.((component) => `${component}:1`) ?? {});

/** A lab with what is planted in it. */
export function withPlanted(spec: LabSpec, planted: readonly Planted[]): LabSpec {
  const collector = spec.components.find(({ ports }) =>
    ports.some(({ name }) => name === 'otlp-grpc'),
  );
  const components = spec.components.map((component) =>
    planted
      .filter((one) => one.component === component.name)
      .reduce((so, one) => plantedIn(so, variantOf(one), collector?.name ?? 'jaeger'), component),
  );
  return { ...spec, components };
}

/** @param collector the component that the errors call jaeger */
function plantedIn(
  spec: ComponentSpec,
  variant: Variant | undefined,
  collector: string,
): ComponentSpec {
  if (!variant) return spec;
  if (variant.ownMemory) return withOwnMemory(spec);
  if (variant.storesLate) return withSlowStorage(spec);
  if (variant.metricsFlaw) return withMetricsFlaw(spec, variant.metricsFlaw);
  if (variant.scrapesNothing) return withoutScraping(spec);
  const { settings, untraced } = variant;
  const { program } = spec;
  return {
    ...spec,
    program: untraced && program.kind === 'service' ? { ...program, untraced } : program,
    env: (address) => ({
      ...spec.env(address),
      ...settings?.((component, port) =>
        address(component === 'jaeger' ? collector : component, port),
      ),
    }),
  };
}

/** A cause and a component that it can be planted in. */
export type Choice = Planted & { readonly cause: CauseName };

/** Every way to plant one of the causes in a lab. */
export const choices = (of: readonly Plant[], places: Places): Choice[] =>
  of.flatMap(({ cause, variants }) =>
    variants.flatMap((variant, index) =>
      componentsIn(variant.in, places).map((component) => ({ cause, component, variant: index })),
    ),
  );

/**
 * Draws what to plant: causes and components that all differ, so that each can be found by itself.
 *
 * @returns fewer than `count` where there are no more
 */
export function drawPlanted(all: readonly Choice[], count: number, random: Random): Choice[] {
  const drawn: Choice[] = [];
  let left = [...all];
  while (drawn.length < count && left.length > 0) {
    // First the cause, so that one with many variants is not likelier than the others.
    const causes = [...new Set(left.map(({ cause }) => cause))];
    const cause = causes[Math.floor(random() * causes.length)];
    const of = left.filter((one) => one.cause === cause);
    const [one] = of.splice(Math.floor(random() * of.length), 1);
    if (!one) break;
    drawn.push(one);
    left = left.filter((other) => other.cause !== one.cause && other.component !== one.component);
  }
  return drawn;
}
