import { InvalidArgumentError } from 'commander';
import { parseDurationMs, parseShare } from '../../base/duration.ts';
import type { TailPolicy } from '../../runtime/jaeger-setup.ts';

/** How a lab is asked to sample. */
export type SamplingChoice =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'remote'; readonly file: string }
  | ({ readonly kind: 'tail' } & TailPolicy);

/** Parses `0.1`, `remote=FILE` and `tail=errors,slow>1s,10%`. */
export function sampling(text: string): SamplingChoice {
  const [kind, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  const share = parseShare(text);
  if (share !== undefined) return { kind: 'share', share };
  if (kind === 'remote' && value !== '') return { kind, file: value };
  if (kind === 'tail' && value !== '') return { kind, ...tailPolicy(value) };
  throw new InvalidArgumentError(
    'Expected a share (0.1 or 10%), remote=FILE or tail=POLICIES, e.g. tail=errors,slow>1s,10%.',
  );
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
