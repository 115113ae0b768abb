import * as z from 'zod/mini';

const publishedPort = z.object({
  name: z.string(),
  port: z.int(),
  host: z.string(),
  hostPort: z.int(),
});

/** A file of the user's own, kept by value: the lab does not need the file any more. */
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

/** What a lab's state file holds. Only who reads such a file loads this, and zod with it. */
export const labState = z.object({
  version: z.literal(1),
  name: z.string(),
  /** "starting" is left behind by an `up` that was killed: `down` then looks twice. */
  phase: z.enum(['starting', 'up']),
  runtime: z.enum(['docker', 'local']),
  /** Where the engine listens; the same one is asked by every later command. */
  engine: z.string(),
  access: z.optional(engineAccess),
  scenario: z.string(),
  topology: z.optional(topologyText),
  /** RFC 3339. */
  since: z.string(),
  jaeger: z.string(),
  /** The longest that a service keeps a finished span before it sends it. */
  scheduleDelayMs: z.number(),
  /** Share of the requests that the entry's sampler takes; absent where the lab cannot know. */
  sampledShare: z.optional(z.number()),
  /** Whether its services suffer faults on purpose. */
  faults: z.optional(z.boolean()),
  components: z.array(
    z.object({ name: z.string(), runs: z.string(), ports: z.array(publishedPort) }),
  ),
});

export type LabState = z.infer<typeof labState>;
