import type { Operation } from './span-store.ts';

export interface NamedService {
  readonly name: string;
  readonly operations: Map<string, NamedOperation>;
  /** How many origins have it. */
  origins: number;
}

export interface NamedOperation {
  readonly id: number;
  readonly service: NamedService;
  readonly name: string;
  readonly kind: number;
  spans: number;
  /** The operation of the same name and another kind. */
  next: NamedOperation | undefined;
}

/** What the objects around a name take, roughly: those of a service include its map. */
const COST_OF_SERVICE = 600;
const COST_OF_OPERATION = 300;

const costOf = (name: string, around: number): number => around + 2 * name.length;

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
      service = { name, operations: new Map<string, NamedOperation>(), origins: 0 };
      this.#services.set(name, service);
      this.bytes += costOf(name, COST_OF_SERVICE);
    }
    service.origins += 1;
    return service;
  }

  dropService(service: NamedService): void {
    service.origins -= 1;
    if (service.origins > 0) return;
    this.#services.delete(service.name);
    this.bytes -= costOf(service.name, COST_OF_SERVICE);
  }

  /** Finds or makes an operation; it is forgotten with `drop` of its last span. */
  operation(service: NamedService, name: string, kind: number): NamedOperation {
    const first = service.operations.get(name);
    for (let known = first; known; known = known.next) if (known.kind === kind) return known;
    const id = this.#freeIds.pop() ?? this.#operations.length;
    const operation = { id, service, name, kind, spans: 0, next: first };
    service.operations.set(name, operation);
    this.#operations[id] = operation;
    this.bytes += costOf(name, COST_OF_OPERATION);
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
    const { id, name } = operation;
    forget(operation);
    this.#operations[id] = undefined;
    this.#freeIds.push(id);
    this.bytes -= costOf(name, COST_OF_OPERATION);
  }

  services(): string[] {
    return [...this.#services.values()]
      .filter(({ operations }) => operations.size > 0)
      .map(({ name }) => name);
  }

  operations(service: string): Operation[] {
    const named = this.#services.get(service);
    if (!named) return [];
    const operations: Operation[] = [];
    for (const first of named.operations.values())
      for (let one: NamedOperation | undefined = first; one; one = one.next)
        operations.push({ name: one.name, kind: one.kind });
    return operations;
  }

  /** Which operations, by their id, a span may have. */
  wanted(test: (operation: NamedOperation) => boolean): Uint8Array {
    return Uint8Array.from(this.#operations, (operation) => (operation && test(operation) ? 1 : 0));
  }
}

/** Takes an operation out of the list of those with its name. */
function forget(operation: NamedOperation): void {
  const { service, name, next } = operation;
  const first = service.operations.get(name);
  if (first !== operation) {
    for (let one = first; one; one = one.next) if (one.next === operation) one.next = next;
  } else if (next) service.operations.set(name, next);
  else service.operations.delete(name);
}
