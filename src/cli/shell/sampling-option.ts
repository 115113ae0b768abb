import { InvalidArgumentError } from 'commander';
import { parseDurationMs, parsePerSecond, parseShare } from '../../base/duration.ts';
import type { AdaptiveTarget, TailPolicy } from '../../runtime/jaeger-setup.ts';

/** How a lab is asked to sample. */
export type SamplingChoice =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'remote'; readonly file: string }
  | ({ readonly kind: 'adaptive' } & AdaptiveTarget)
  | ({ readonly kind: 'tail' } & TailPolicy);

/** Parses `0.1`, `remote=FILE`, `adaptive=2/s` and `tail=errors,slow>1s,10%`. */
export function sampling(text: string): SamplingChoice {
  const [kind, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  const share = parseShare(text);
  if (share !== undefined) return { kind: 'share', share };
  if (kind === 'remote' && value !== '') return { kind, file: value };
  if (kind === 'adaptive') return { kind, perSecond: targetRate(value) };
  if (kind === 'tail' && value !== '') return { kind, ...tailPolicy(value) };
  throw new InvalidArgumentError(
    'Expected a share (0.1 or 10%), remote=FILE, adaptive=RATE, e.g. adaptive=2/s, or tail=POLICIES, e.g. tail=errors,slow>1s,10%.',
  );
}

function targetRate(text: string): number {
  const perSecond = parsePerSecond(text);
  if (perSecond !== undefined) return perSecond;
  throw new InvalidArgumentError('Expected traces per time, e.g. adaptive=2/s or adaptive=30/m.');
}

function tailPolicy(text: string): TailPolicy {
  let policy: TailPolicy = { errors: false, share: 0 };
  for (const word of text.split(',').map((one) => one.trim())) {
    const share = parseShare(word);
    const slowMs = word.startsWith('slow>')
      ? parseDurationMs(word.slice('slow>'.length))
      : undefined;
    if (word === 'errors') policy = { ...policy, errors: true };
    else if (slowMs !== undefined && slowMs >= 1)
      policy = { ...policy, slowMs: Math.round(slowMs) };
    else if (share !== undefined) policy = { ...policy, share };
    else
      throw new InvalidArgumentError(
        `"${word}" is not a policy. Expected errors, slow>DURATION or a share, e.g. tail=errors,slow>1s,10%.`,
      );
  }
  return policy;
}
