import type { ContainerInfo } from 'dockerode';
import { groupBy } from '../../base/group-by.ts';
import type { FoundLab } from '../runtime.ts';
import { isAside } from './aside.ts';
import { asComponent } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import { LABEL } from './labels.ts';
import { type Owner, isForeign } from './owner.ts';

/** What the list has where it is asked for sizes; its type leaves it out. */
type Sized = ContainerInfo & { readonly SizeRw?: number };

/** Measuring what containers have written takes an engine longer than listing them. */
const MEASURED_WITHIN_MS = 120_000;

/** See `Runtime.labs`: every container and network that carries the name of a lab. */
export async function labsOf(engine: Engine, me: Owner): Promise<FoundLab[]> {
  const filters = { label: [LABEL.lab] };
  const [containers, networks] = await Promise.all([
    exchange(
      'listing its containers',
      engine,
      () => engine.docker.listContainers({ all: true, size: true, filters }),
      MEASURED_WITHIN_MS,
    ),
    exchange('listing its networks', engine, () => engine.docker.listNetworks({ filters })),
  ]);
  const labels = [...containers, ...networks].map(({ Labels = {} }) => Labels);
  return Array.from(
    groupBy(labels, (one) => one[LABEL.lab] ?? ''),
    ([lab, ofLab]) =>
      foundLab(
        lab,
        ofLab,
        containers.filter((one) => isOf(one, lab)),
        engine,
        me,
      ),
  );
}

const isOf = ({ Labels }: ContainerInfo, lab: string): boolean => Labels[LABEL.lab] === lab;

function foundLab(
  lab: string,
  labels: readonly Readonly<Record<string, string>>[],
  containers: readonly Sized[],
  { host }: Engine,
  me: Owner,
): FoundLab {
  const oldest = Math.min(...containers.map(({ Created }) => Created));
  return {
    lab,
    owner: labels.find((one) => one[LABEL.owner] !== undefined)?.[LABEL.owner],
    isMine: !labels.some((Labels) => isForeign({ Labels }, me)),
    since: Number.isFinite(oldest) ? new Date(oldest * 1000).toISOString() : undefined,
    components: containers.filter((one) => !isAside(one)).map((one) => asComponent(one, host)),
    bytes: containers.reduce((sum, { SizeRw = 0 }) => sum + SizeRw, 0),
  };
}
