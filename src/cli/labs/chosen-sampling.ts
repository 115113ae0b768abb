import type { Sampling } from '../../lab/sampling.ts';
import { readTextFile } from '../shell/read-text-file.ts';
import type { SamplingChoice } from '../shell/sampling-option.ts';

/** What a lab is made with for `--sample` or `--sampling`. */
export interface ChosenSampling {
  readonly sample?: number | undefined;
  readonly sampling?: Sampling | undefined;
}

/** @throws LabError (usage) for a file that cannot be read, or that Jaeger would not take */
export async function chosenSampling(
  sample: number | undefined,
  choice: SamplingChoice | undefined,
): Promise<ChosenSampling> {
  if (choice === undefined) return { sample };
  if (choice.kind === 'share') return { sample: choice.share };
  if (choice.kind !== 'remote') return { sampling: choice };
  const { parseStrategies } = await import('../../backend/sampling/strategies.ts');
  const strategies = await readTextFile(choice.file, {
    ifMissing: `write one, e.g. {"default_strategy":{"type":"probabilistic","param":0.5}}`,
    format: 'docs/sampling.md describes the format',
  });
  parseStrategies(strategies, choice.file);
  return { sampling: { kind: 'remote', strategies } };
}
