import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { codeOf, EXIT, LabError } from '../../../base/errors.ts';
import { cannotWriteNamed } from '../../../base/named-file.ts';
import { expectedSpanCount } from '../../../model/hierarchy.ts';
import { isTraced } from '../../../lab/lab-spec.ts';
import { calledBy } from '../../../model/called-by.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { redisWords, renderScenario, renderScenarios } from '../../../render/terminal/scenario.ts';
import { counted } from '../../../model/counted.ts';
import { DEFAULT_SCENARIO, scenarios } from '../../../scenarios/all.ts';
import { requestsOf } from '../../../scenarios/requests-of.ts';
import type { ScenarioAnswer, ScenariosAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import {
  findScenario,
  type FoundScenario,
  isFile,
  scenarioChoice,
} from '../../labs/scenario-named.ts';

export function scenarioCommand(context: Context): Command {
  const list = new Command('list')
    .description('list the built-in scenarios')
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab scenario list', 'names and purposes'],
        ['jaeger-lab scenario list --json', 'as JSON'],
      ),
    );
  const show = new Command('show')
    .description('show services, requests and expected traces')
    .argument('[scenario]', `one of: ${scenarioChoice()}`, DEFAULT_SCENARIO)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab scenario show checkout', 'a built-in scenario'],
        ['jaeger-lab scenario show ./shop.yaml', 'a scenario of your own'],
      ),
    );
  return new Command('scenario')
    .addCommand(
      withOutputOptions(list).action((options: OutputOptions) => runList(options, context)),
    )
    .addCommand(
      withOutputOptions(show).action((typed: string, options: OutputOptions) =>
        runShow(typed, options, context),
      ),
    )
    .addCommand(
      withOutputOptions(validateCommand(context)).action((file: string, options: OutputOptions) =>
        runValidate(file, options, context),
      ),
    )
    .addCommand(newCommand(context).action((typed: string) => writeNew(typed, context)))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab scenario list', 'list the built-in scenarios'],
        ['jaeger-lab scenario show checkout', 'its services and requests'],
        ['jaeger-lab scenario new shop', 'write an example ./shop.yaml'],
      ),
    );
}

function validateCommand(context: Context): Command {
  return new Command('validate')
    .description('check a file; report every mistake with its line')
    .argument('<file>', 'a YAML file such as ./shop.yaml')
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab scenario validate ./shop.yaml', 'every mistake with its line'],
        ['jaeger-lab scenario validate ./shop.yaml --json', 'the scenario that it describes'],
      ),
    );
}

function newCommand(context: Context): Command {
  return new Command('new')
    .description('write an example file')
    .argument('<file>', 'file, or a name: shop writes ./shop.yaml')
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab scenario new shop', 'write ./shop.yaml'],
        ['jaeger-lab scenario new ./shop.yml', 'write the named file'],
      ),
    );
}

async function runList(options: OutputOptions, context: Context): Promise<void> {
  const document: ScenariosAnswer = {
    schema: 'jaeger-lab/scenarios@1',
    scenarios: scenarios.map(({ name, about }) => ({ name, about })),
  };
  const text = (screen: Screen): string => renderScenarios(document.scenarios, screen);
  await writeAnswer({ document, text }, options, context);
  next('jaeger-lab up checkout', options, context);
}

async function runShow(typed: string, options: OutputOptions, context: Context): Promise<void> {
  const document = answerOf(await findScenario(typed));
  const text = (screen: Screen): string => renderScenario(document, screen);
  await writeAnswer({ document, text }, options, context);
  next(`jaeger-lab up ${typed}`, options, context);
}

/** @throws LabError (usage) with every mistake */
async function runValidate(file: string, options: OutputOptions, context: Context): Promise<void> {
  if (!isFile(file))
    throw new LabError(`"${file}" is not the name of a YAML file`, {
      hint: `jaeger-lab scenario validate ./${file}.yaml`,
      exitCode: EXIT.usage,
    });
  const document = answerOf(await findScenario(file));
  const { services, redis, requests } = document;
  const size = [
    counted(services.length, 'service'),
    ...(redis ? [redisWords(redis)] : []),
    counted(requests.length, 'request'),
  ].join(', ');
  const text = (screen: Screen): string =>
    screen.format === 'tsv' ? renderScenario(document, screen) : `${file} is valid: ${size}\n`;
  await writeAnswer({ document, text }, options, context);
  next(`jaeger-lab up ${file}`, options, context);
}

function answerOf({ scenario, topology }: FoundScenario): ScenarioAnswer {
  const requests = requestsOf(scenario);
  return {
    schema: 'jaeger-lab/scenario@1',
    name: scenario.name,
    about: scenario.about,
    file: topology?.file,
    services: scenario.components
      .filter(isTraced)
      .map(({ name, ports }) => ({ name, port: ports[0]?.port ?? 0 })),
    redis: scenario.redis,
    edges: calledBy(requests.map(({ expected }) => expected)),
    requests: requests.map(({ name, weight, component, method, path, expected }) => ({
      name,
      weight,
      service: component,
      method,
      path,
      spans: expectedSpanCount(expected),
      expected,
    })),
  };
}

/** Never over a file that is there. */
async function writeNew(typed: string, context: Context): Promise<void> {
  if (typed.trim() === '')
    throw new LabError('the name of the file is empty', {
      hint: 'jaeger-lab scenario new shop',
      exitCode: EXIT.usage,
    });
  const { starterTopology } = await import('../../../scenarios/topology-starter.ts');
  const file = isFile(typed) ? typed : `./${typed}.yaml`;
  try {
    await writeFile(file, starterTopology, { flag: 'wx' });
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST')
      throw cannotWriteNamed(file, cause, 'choose a folder that exists and that you may write to');
    throw new LabError(`${file} already exists`, {
      hint: `check it: jaeger-lab scenario validate ${file}; or choose another name`,
      exitCode: EXIT.usage,
      cause,
    });
  }
  context.out(`wrote ${file}\n`);
  next(`jaeger-lab up ${file}`, {}, context);
}
