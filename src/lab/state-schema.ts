import * as z from 'zod/mini';
import { COMPANIONS } from './companions.ts';
import { STORAGES } from './deployment.ts';

const publishedPort = z.object({
  name: z.string(),
  port: z.int(),
  host: z.string(),
  hostPort: z.int(),
});

/** The text of the user's own file: the lab does not need the file after `up`. */
export const topologyText = z.object({ file: z.string(), text: z.string() });
export type TopologyText = z.infer<typeof topologyText>;

/** What it takes to reach an engine again, beside its address. */
const engineAccess = z.object({
  /** For a person: "DOCKER_HOST", a docker context. */
  from: z.string(),
  /** The folder of its TLS material. */
  certificates: z.optional(z.string()),
  skipVerify: z.optional(z.boolean()),
  /** The address that ports are published on, where `--publish` gave one. */
  publish: z.optional(z.string()),
});
export type EngineAccess = z.infer<typeof engineAccess>;

/** Which traces the lab's tail sampler keeps. */
export const tailPolicy = z.object({
  errors: z.boolean(),
  slowMs: z.optional(z.number()),
  share: z.number(),
});

/** The options that a lab was made with, so that a repair brings back the same. */
const madeWith = z.object({
  ports: z.union([z.literal('auto'), z.int()]),
  sample: z.optional(z.number()),
  sampling: z.optional(
    z.union([
      z.object({ kind: z.literal('remote'), strategies: z.string() }),
      z.object({ kind: z.literal('tail'), ...tailPolicy.shape }),
    ]),
  ),
  with: z.optional(z.array(z.enum(COMPANIONS))),
  lokiUrl: z.optional(z.string()),
  env: z.array(z.object({ component: z.string(), key: z.string(), value: z.string() })),
  /** Images that replace the default ones, by part: typed or in the environment of `up`. */
  image: z.optional(z.record(z.string(), z.string())),
  /** What stands before the default names of images. */
  registry: z.optional(z.string()),
  jaegerBin: z.optional(z.string()),
  /** Absent: all in one, in memory. */
  deployment: z.optional(
    z.object({
      production: z.boolean(),
      storage: z.enum(STORAGES),
      storageUrl: z.optional(z.string()),
      buffer: z.optional(z.literal('kafka')),
      collectors: z.int(),
      queries: z.int(),
    }),
  ),
});
export type MadeWith = z.infer<typeof madeWith>;

/** A lab that a command makes for itself and takes down again. */
const temporary = z.object({
  command: z.string(),
  process: z.object({ pid: z.int(), startTime: z.string() }),
});

/** An error that a learner is to find. */
const planted = z.object({
  cause: z.string(),
  component: z.string(),
  variant: z.int(),
  /** Whether it was diagnosed. */
  found: z.optional(z.boolean()),
});

/** The contents of a lab's state file. A module of its own, so that only readers of the file load zod. */
export const labState = z.object({
  version: z.literal(1),
  name: z.string(),
  /** "starting" remains after an `up` that was killed: `down` then looks twice. */
  phase: z.enum(['starting', 'up']),
  runtime: z.enum(['docker', 'local']),
  /** The engine's address, used by every later command. */
  engine: z.string(),
  access: z.optional(engineAccess),
  scenario: z.string(),
  topology: z.optional(topologyText),
  /** RFC 3339. */
  since: z.string(),
  jaeger: z.string(),
  /** The longest time that a service keeps a finished span before sending it. */
  scheduleDelayMs: z.number(),
  /** Share of the requests that the entry samples; absent where unknown. */
  sampledShare: z.optional(z.number()),
  /** Whether fault injection is enabled. */
  faults: z.optional(z.boolean()),
  /** Absent in states of older versions. */
  madeWith: z.optional(madeWith),
  temporary: z.optional(temporary),
  /** What `break` has planted. */
  planted: z.optional(z.array(planted)),
  /** Causes that were planted since `up`, and fixed. */
  fixed: z.optional(z.array(z.string())),
  /** The same with where it was. */
  undone: z.optional(z.array(planted)),
  components: z.array(
    z.object({ name: z.string(), runs: z.string(), ports: z.array(publishedPort) }),
  ),
});

export type LabState = z.infer<typeof labState>;
