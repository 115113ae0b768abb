import type { Resource } from '../model/trace.ts';
import { machineOf } from './clock-pairs.ts';
import { resourceKey } from './resource-key.ts';

/** Resources by their keys; those on one machine, directly or by way of others, are one clock. */
export class ClockNames {
  readonly #parents = new Map<string, string>();
  readonly #byMachine = new Map<string, string>();
  readonly #ofService = new Map<string, string[]>();

  add(resource: Resource): string {
    const key = resourceKey(resource);
    if (this.#parents.has(key)) return key;
    this.#parents.set(key, key);
    const same = this.#ofService.get(resource.service);
    if (same === undefined) this.#ofService.set(resource.service, [key]);
    else same.push(key);
    for (const machine of machineOf(resource)) {
      const other = this.#byMachine.get(machine);
      if (other === undefined) this.#byMachine.set(machine, key);
      else this.#join(key, other);
    }
    return key;
  }

  /** Undefined where all resources of the service have one clock. */
  instanceOf(resource: Resource): string | undefined {
    const { service } = resource;
    const clocks = new Set(
      Array.from(this.#ofService.get(service) ?? [], (key) => this.rootOf(key)),
    );
    return clocks.size > 1 ? nameOf(resource) : undefined;
  }

  #join(a: string, b: string): void {
    const [one, other] = [this.rootOf(a), this.rootOf(b)].sort() as [string, string];
    this.#parents.set(other, one);
  }

  rootOf(key: string): string {
    let at = key;
    for (let up = this.#parents.get(at); up !== undefined && up !== at; up = this.#parents.get(at))
      at = up;
    return at;
  }

  /** Also of one that was not added: it then stands alone, unless its machine is known. */
  clockOf(resource: Resource): string {
    const key = resourceKey(resource);
    if (this.#parents.has(key)) return this.rootOf(key);
    const machine = machineOf(resource).find((one) => this.#byMachine.has(one));
    return machine === undefined ? key : this.rootOf(this.#byMachine.get(machine) ?? key);
  }
}

/** Most exact first. */
const INSTANCE = ['service.instance.id', 'k8s.pod.name', 'host.name', 'host.id'];

const nameOf = ({ attributes }: Resource): string | undefined =>
  INSTANCE.map((key) => attributes[key]).find((value) => typeof value === 'string');
