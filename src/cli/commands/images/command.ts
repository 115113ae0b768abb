import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Archiving } from '../../../runtime/docker/archive.ts';
import type { Engine } from '../../../runtime/docker/engine.ts';
import { imageNaming } from '../../../runtime/docker/image-names.ts';
import type { LabImage } from '../../../runtime/docker/lab-images.ts';
import { DEFAULT_JAEGER, jaegerProfile } from '../../../runtime/jaeger-profile.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { renderImages } from '../../../render/terminal/images.ts';
import { megabytes } from '../../../render/terminal/words.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import {
  lineTo,
  next,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import { openProgress, type Progress } from '../../shell/progress.ts';
import { reportUp } from '../../labs/report-up.ts';
import type { ImagesAnswer } from './answer.ts';

interface ImagesOptions extends OutputOptions {
  readonly jaeger?: readonly string[];
}

/** Images as one file, for engines without a way to a registry. */
export function imagesCommand(context: Context): Command {
  const list = new Command('list')
    .description('images that a lab needs, and which of them are on the engine')
    .addOption(jaegerOption())
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab images list', 'those of the default Jaeger'],
        ['jaeger-lab images list --jaeger 2 --jaeger 1.57', 'those of two versions of Jaeger'],
      ),
    );
  const save = new Command('save')
    .description('write the images that a lab needs into one file')
    .argument('<file>', 'compressed if its name ends in .gz')
    .addOption(jaegerOption())
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab images save lab-images.tar.gz', 'those of the default Jaeger, compressed'],
        ['jaeger-lab images save lab-images.tar --jaeger 1.57', 'with another version of Jaeger'],
      ),
    );
  const load = new Command('load')
    .description('put the images of such a file on the engine')
    .argument('<file>', 'a file from images save or docker save')
    .addHelpText(
      'after',
      examples(context, [
        'jaeger-lab images load lab-images.tar.gz',
        'put its images on the engine',
      ]),
    );
  return new Command('images')
    .addCommand(
      withOutputOptions(list).action((options: ImagesOptions) => runList(options, context)),
    )
    .addCommand(
      withOutputOptions(save).action((file: string, options: ImagesOptions) =>
        runSave(file, options, context),
      ),
    )
    .addCommand(
      withOutputOptions(load).action((file: string, options: ImagesOptions) =>
        runLoad(file, options, context),
      ),
    )
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab images list --jaeger 2 --jaeger 1.57', 'images that the engine has or lacks'],
        ['jaeger-lab images save lab-images.tar.gz', 'write them into a file'],
        ['jaeger-lab images load lab-images.tar.gz', 'put them on another engine'],
      ),
    );
}

const jaegerOption = (): Option =>
  new Option(
    '--jaeger <version>',
    `version of Jaeger, repeatable (default: ${DEFAULT_JAEGER})`,
  ).argParser((version, before: readonly string[] | undefined) => {
    jaegerProfile(version);
    return [...(before ?? []), version];
  });

const versionsOf = ({ jaeger }: ImagesOptions): readonly string[] => jaeger ?? [DEFAULT_JAEGER];

async function runList(options: ImagesOptions, context: Context): Promise<void> {
  const engine = await findAnyEngine(context);
  const { listLabImages } = await loadLabImages();
  const images = await listLabImages(versionsOf(options), imageNaming(context.env), engine);
  await answer({ images }, options, context);
}

async function runSave(file: string, options: ImagesOptions, context: Context): Promise<void> {
  const engine = await findAnyEngine(context);
  const { ensureLabImages, inspectImages } = await loadLabImages();
  const { saveImages } = await loadArchive();
  const progress = await openProgress(context, options.quiet === true);
  try {
    const names = await ensureLabImages(versionsOf(options), {
      engine,
      naming: imageNaming(context.env),
      servicesFolder: join(context.distFolder, 'services'),
      on: reportUp(progress, context),
      signal: context.stop,
    });
    const onBytes = counting(progress, `saving ${file}`);
    await saveImages(names, file, { engine, signal: context.stop, onBytes });
    progress.end();
    await answer({ file, images: await inspectImages(names, engine) }, options, context);
    next(`jaeger-lab images load ${file}`, options, context);
  } finally {
    progress.end();
  }
}

async function runLoad(file: string, options: ImagesOptions, context: Context): Promise<void> {
  const engine = await findAnyEngine(context);
  const { architectureOf, inspectImages } = await loadLabImages();
  const { loadImages } = await loadArchive();
  const progress = await openProgress(context, options.quiet === true);
  try {
    const onBytes = counting(progress, `loading ${file}`);
    const names = await loadImages(file, { engine, signal: context.stop, onBytes });
    progress.end();
    const images = await inspectImages(names, engine);
    await answer({ file, images }, options, context);
    const mine = await architectureOf(engine);
    const foreign = images.filter(({ architecture = mine }) => architecture !== mine);
    for (const { name, architecture = '' } of foreign)
      lineTo(context)(`${name} is for ${architecture} and may not start: the engine is ${mine}.`);
    next('jaeger-lab up', options, context);
  } finally {
    progress.end();
  }
}

const counting =
  (progress: Progress, doing: string): Archiving['onBytes'] =>
  (bytes) =>
    progress.update(doing, `  ${doing}, ${megabytes(bytes)}`);

/** The engine that answers. Where it publishes ports does not matter to its images, so one far away is welcome. */
async function findAnyEngine(context: Context): Promise<Engine> {
  const { findEngine } = await import('../../../runtime/docker/engine.ts');
  return findEngine({ env: context.env, publish: '127.0.0.1' });
}

const loadLabImages = () => import('../../../runtime/docker/lab-images.ts');
const loadArchive = () => import('../../../runtime/docker/archive.ts');

async function answer(
  what: { readonly file?: string; readonly images: readonly LabImage[] },
  options: ImagesOptions,
  context: Context,
): Promise<void> {
  const document: ImagesAnswer = { schema: 'jaeger-lab/images@1', ...what };
  const text = (screen: Screen): string => renderImages(what.images, screen);
  await writeAnswer({ document, text }, options, context);
}
