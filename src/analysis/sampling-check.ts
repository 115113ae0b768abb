import { binomialInterval } from './binomial-interval.ts';

/** How many requests were sampled, and how many a sampler of that share should have taken. */
export interface SamplingCheck {
  readonly sampled: number;
  /** Requests whose service said whether it sampled them. */
  readonly of: number;
  /** 0 to 1, as the lab was asked for. */
  readonly share: number;
  /** The 95 % interval of the binomial distribution. */
  readonly least: number;
  readonly most: number;
  readonly isWithin: boolean;
}

/**
 * Whether a share of the requests as large as the lab was asked for was sampled. One run in twenty is outside by chance.
 *
 * @param flags whether each request was sampled; undefined where its service did not say
 * @param share undefined where it is not known: then there is nothing to check
 * @returns undefined too where no service said anything
 * @see docs/definitions.md#verify
 */
export function checkSampling(
  flags: readonly (boolean | undefined)[],
  share: number | undefined,
): SamplingCheck | undefined {
  const said = flags.filter((flag) => flag !== undefined);
  if (share === undefined || said.length === 0) return undefined;
  const sampled = said.filter(Boolean).length;
  const { least, most } = binomialInterval(said.length, share);
  const isWithin = sampled >= least && sampled <= most;
  return { sampled, of: said.length, share, least, most, isWithin };
}
