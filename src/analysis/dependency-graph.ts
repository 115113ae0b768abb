import type { Trace } from '../model/trace.ts';
import type { Percentiles } from '../base/percentile.ts';
import type { Micros } from '../model/units.ts';

/** `service`: it sends spans of its own. The others are only known from who calls them. */
export type NodeType = 'service' | 'database' | 'messaging' | 'virtual' | 'outside';

/** Two nodes of one name but different types are different nodes. */
export interface DependencyNode {
  readonly type: NodeType;
  readonly name: string;
}

export interface Topic {
  readonly name: string;
  readonly count: number;
}

/** Requests from one node to another. */
export interface DependencyEdge {
  readonly from: DependencyNode;
  readonly to: DependencyNode;
  readonly kind: 'call' | 'message';
  readonly count: number;
  /** Of messages between services: by which topics or queues they went, most messages first. */
  readonly topics: readonly Topic[];
  /** Requests that the caller or the callee says failed. */
  readonly errors: number;
  /** Durations as the caller saw them; n is 0 where it has no span of its own. */
  readonly callerUs: Percentiles<Micros>;
  /** Durations as the callee saw them; n is 0 for a node without spans. */
  readonly calleeUs: Percentiles<Micros>;
}

export interface DependencyGraph {
  readonly traces: number;
  /** Of these, traces with spans missing: their calls count, but a call without a callee in them proves nothing. */
  readonly incomplete: number;
  /** By type, then by name. */
  readonly nodes: readonly DependencyNode[];
  /** Most requests first. */
  readonly edges: readonly DependencyEdge[];
}

export interface DependencyOptions {
  /** Whether who sent the requests gets a node of its own. */
  readonly outside: boolean;
  /** Other traces, for the other ends of messages that these sent or took. Nothing else of them counts. */
  readonly linked?: readonly Trace[];
}

export const nodeKey = ({ type, name }: DependencyNode): string => JSON.stringify([type, name]);
