import { Command } from 'commander';
import { LabError } from '../../../base/errors.ts';
import { renderPrune } from '../../../render/terminal/prune.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { prunable } from '../../../storage/prunable.ts';
import {
  removeIndices,
  type SearchStorage,
  storedIndices,
} from '../../../storage/search-storage.ts';
import type { Context } from '../../context.ts';
import { findLab, NoSuchLab, type OpenLab } from '../../labs/open-lab.ts';
import { OTHER_STORAGE, searchStorageIn } from '../../labs/storage-of.ts';
import { examples } from '../../shell/examples.ts';
import { durationOption, httpUrl, shared } from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import type { PruneAnswer } from './answer.ts';

interface PruneOptions extends OutputOptions {
  readonly name: string;
  readonly keep: number;
  readonly yes?: boolean;
  readonly storageUrl?: string;
  readonly indexPrefix?: string;
}

export function pruneCommand(context: Context): Command {
  const command = new Command('prune')
    .addOption(shared.name())
    .addOption(durationOption('--keep <duration>', 'age up to which traces stay', '7d'))
    .option('--yes', 'delete; without it only show what would be deleted')
    .option(
      '--storage-url <url>',
      "an Elasticsearch or OpenSearch instead of the lab's",
      httpUrl('--storage-url', 'http://localhost:9200'),
    )
    .option(
      '--index-prefix <prefix>',
      "index prefix that Jaeger is configured with (default: the lab's)",
    );
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab prune', 'indices older than a week; nothing is deleted'],
        ['jaeger-lab prune --keep 2d --yes', 'delete indices older than two days'],
        [
          'jaeger-lab prune --storage-url http://localhost:9200 --index-prefix prod',
          'of a storage of your own',
        ],
      ),
    )
    .action((options: PruneOptions) => runPrune(options, context));
}

/** @throws LabError naming the ways to a storage where there is no lab */
const labWithStorage = (name: string, context: Context): Promise<OpenLab> =>
  findLab(name, context).catch((error: unknown) => {
    if (!(error instanceof NoSuchLab)) throw error;
    throw new LabError(error.message, { hint: OTHER_STORAGE });
  });

/** A lab's own components know their index prefix. */
async function storageToPrune(
  { storageUrl: url, indexPrefix, name }: PruneOptions,
  context: Context,
): Promise<SearchStorage> {
  if (url !== undefined) return { url, prefix: indexPrefix ?? '' };
  const { state } = await labWithStorage(name, context);
  const own = await searchStorageIn(state, context);
  return { url: own.url, prefix: indexPrefix ?? own.prefix };
}

async function runPrune(options: PruneOptions, context: Context): Promise<void> {
  const { keep, yes = false } = options;
  const storage = await storageToPrune(options, context);
  const indices = await storedIndices(storage, context.stop);
  const old = prunable(indices, { keepMs: keep, nowMs: context.clock.now() });
  const names = old.map(({ name }) => name);
  if (yes) await removeIndices(storage, names, context.stop);
  const document: PruneAnswer = {
    schema: 'jaeger-lab/prune@1',
    ...{ url: storage.url, prefix: storage.prefix, keepMs: keep, deleted: yes },
    bytes: old.reduce((sum, { bytes }) => sum + bytes, 0),
    indices: indices.map(({ name, kind, createdMs, documents, bytes }) => ({
      ...{ name, kind, createdAt: new Date(createdMs).toISOString(), documents, bytes },
      action: names.includes(name) ? 'delete' : 'keep',
    })),
  };
  const text = (screen: Screen): string => renderPrune(document, screen);
  await writeAnswer({ document, text }, options, context);
  const isAsked = !yes && names.length > 0;
  next(isAsked ? 'jaeger-lab prune --yes' : 'jaeger-lab status', options, context);
}
