import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { labSpec } from '../../../lab/lab-spec.ts';
import { composeFile } from '../../../runtime/docker/compose.ts';
import { imageNaming } from '../../../runtime/docker/image-names.ts';
import { DEFAULT_JAEGER, jaegerProfile } from '../../../runtime/jaeger-profile.ts';
import type { JaegerLaunch, LabSpec } from '../../../runtime/runtime.ts';
import { yamlOf } from '../../../yaml/write.ts';
import type { Context } from '../../context.ts';
import type { MadeWith } from '../../../lab/state-schema.ts';
import { keptSpec } from '../../labs/kept-spec.ts';
import { findLab } from '../../labs/open-lab.ts';
import { findScenario, scenarioChoice } from '../../labs/scenario-named.ts';
import {
  deploymentOf,
  type UpOptions,
  withDeploymentOptions,
  withUpOptions,
} from '../../labs/up-options.ts';
import { examples } from '../../shell/examples.ts';
import { writeOutput } from '../../shell/output-file.ts';
import { fileHeader } from './file-header.ts';

type ExportOptions = UpOptions & { readonly out?: string };

export function exportCommand(context: Context): Command {
  const compose = new Command('compose')
    .description('write a file for Docker Compose')
    .argument('[scenario]', `default: the lab as it runs; else one of: ${scenarioChoice()}`);
  withDeploymentOptions(withUpOptions(compose))
    .option('--out <file>', 'file to write to')
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab export compose checkout --production', 'the lab that up would start'],
        ['jaeger-lab export compose tutorial --storage badger', 'with a storage on disk'],
      ),
    )
    .action((scenario: string | undefined, options: ExportOptions) =>
      runCompose(scenario, options, context),
    );
  return new Command('export')
    .addCommand(compose)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab export compose checkout --production', 'for Docker Compose'],
        ['jaeger-lab export compose tutorial --out compose.yaml', 'into a file'],
      ),
    );
}

async function runCompose(
  scenario: string | undefined,
  options: ExportOptions,
  context: Context,
): Promise<void> {
  const { spec, image, registry } =
    scenario === undefined
      ? await runningLab(options, context)
      : { spec: await typedLab(scenario, options), image: options.image, registry: undefined };
  const naming = imageNaming(context.env, image, registry);
  const text = `${fileHeader(spec)}${yamlOf(composeFile(spec, naming))}`;
  if (options.out === undefined) context.out(text);
  else await writeOutput(options.out, text, '--out');
}

async function typedLab(scenario: string, options: ExportOptions): Promise<LabSpec> {
  const { name, sample, faults, env = [], portOffset, ports = portOffset } = options;
  const found = await findScenario(scenario);
  const deployment = deploymentOf(options);
  const jaeger = launchOf(options.jaeger ?? DEFAULT_JAEGER);
  return labSpec(found.scenario, { name, ports, sample, env, faults, deployment, jaeger });
}

/** @throws LabError (usage) for options of another lab than the running one */
async function runningLab(
  options: ExportOptions,
  context: Context,
): Promise<{ spec: LabSpec } & Pick<MadeWith, 'image' | 'registry'>> {
  if (deploymentOf(options) ?? options.jaeger)
    throw new LabError('these options describe another lab than the running one: name a scenario', {
      hint: 'jaeger-lab export compose checkout --production',
      exitCode: EXIT.usage,
    });
  const { state } = await findLab(options.name, context);
  const spec = await keptSpec(state, launchOf(state.jaeger));
  return { spec, ...state.madeWith };
}

/** @throws LabError (usage) for the embedded Jaeger, which has no image */
function launchOf(version: string): JaegerLaunch {
  if (version !== 'embedded') return { ...jaegerProfile(version), version };
  throw new LabError('the embedded Jaeger has no image: Compose cannot start it', {
    hint: 'name the scenario: jaeger-lab export compose tutorial',
    exitCode: EXIT.usage,
  });
}
