import type { Operation } from './span-store.ts';

export interface NamedService {
  readonly name: string;
  readonly operations: Map<number, Map<string, NamedOperation>>;
  /** How many origins have it. */
  origins: number;
}

export interface NamedOperation {
  readonly id: number;
  readonly service: NamedService;
  readonly name: string;
  readonly kind: number;
  spans: number;
}

/** What the objects around a name take, roughly. */
const COST = 300;

const costOf = (name: string): number => COST + 2 * name.length;

/** Services, each once, as long as an origin has it, and operations, as long as a stored span has them. */
export class ServiceNames {
  readonly #services = new Map<string, NamedService>();
  readonly #operations: (NamedOperation | undefined)[] = [];
  readonly #freeIds: number[] = [];
  bytes = 0;

  /** Finds or makes a service; it is forgotten when as many have dropped it as took it. */
  takeService(name: string): NamedService {
    let service = this.#services.get(name);
    if (!service) {
      service = { name, operations: new Map<number, Map<string, NamedOperation>>(), origins: 0 };
      this.#services.set(name, service);
      this.bytes += costOf(name);
    }
    service.origins += 1;
    return service;
  }

  dropService(service: NamedService): void {
    service.origins -= 1;
    if (service.origins > 0) return;
    this.#services.delete(service.name);
    this.bytes -= costOf(service.name);
  }

  /** Finds or makes an operation; it is forgotten with `drop` of its last span. */
  operation(service: NamedService, name: string, kind: number): NamedOperation {
    let ofKind = service.operations.get(kind);
    if (!ofKind) service.operations.set(kind, (ofKind = new Map<string, NamedOperation>()));
    const known = ofKind.get(name);
    if (known) return known;
    const id = this.#freeIds.pop() ?? this.#operations.length;
    const operation = { id, service, name, kind, spans: 0 };
    ofKind.set(name, operation);
    this.#operations[id] = operation;
    this.bytes += costOf(name);
    return operation;
  }

  byId(id: number): NamedOperation {
    const operation = this.#operations[id];
    if (!operation) throw new Error(`there is no operation ${id}`);
    return operation;
  }

  drop(operation: NamedOperation): void {
    operation.spans -= 1;
    if (operation.spans > 0) return;
    const { id, service, name, kind } = operation;
    const ofKind = service.operations.get(kind);
    ofKind?.delete(name);
    if (ofKind?.size === 0) service.operations.delete(kind);
    this.#operations[id] = undefined;
    this.#freeIds.push(id);
    this.bytes -= costOf(name);
  }

  services(): string[] {
    return [...this.#services.values()]
      .filter(({ operations }) => operations.size > 0)
      .map(({ name }) => name);
  }

  operations(service: string): Operation[] {
    const named = this.#services.get(service);
    if (!named) return [];
    return [...named.operations.values()].flatMap((ofKind) =>
      [...ofKind.values()].map(({ name, kind }) => ({ name, kind })),
    );
  }

  /** Which operations, by their id, a span may have. */
  wanted(test: (operation: NamedOperation) => boolean): Uint8Array {
    return Uint8Array.from(this.#operations, (operation) => (operation && test(operation) ? 1 : 0));
  }
}
