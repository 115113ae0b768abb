import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { codeOf, EXIT, LabError, reasonOf } from '../../../base/errors.ts';
import { expectedSpanCount } from '../../../model/hierarchy.ts';
import { isTraced } from '../../../lab/lab-spec.ts';
import { calledBy } from '../../../model/called-by.ts';
import { redisWords, renderScenario, renderScenarios } from '../../../render/terminal/scenario.ts';
import { counted } from '../../../render/terminal/words.ts';
import { DEFAULT_SCENARIO, scenarios } from '../../../scenarios/all.ts';
import { requestsOf } from '../../../scenarios/requests-of.ts';
import type { ScenarioAnswer, ScenariosAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { next } from '../../shell/next.ts';
import { shared } from '../../shell/options.ts';
import {
  findScenario,
  type FoundScenario,
  isFile,
  scenarioChoice,
} from '../../labs/scenario-named.ts';

interface ScenarioOptions {
  readonly json?: boolean;
}

export function scenarioCommand(context: Context): Command {
  return new Command('scenario')
    .addCommand(
      new Command('list')
        .description('the scenarios that the program has')
        .addOption(shared.json())
        .action((options: ScenarioOptions) => list(options, context)),
    )
    .addCommand(
      new Command('show')
        .description('its services, what load sends, the trace that each request leaves')
        .argument('[scenario]', `one of: ${scenarioChoice()}`, DEFAULT_SCENARIO)
        .addOption(shared.json())
        .action((typed: string, options: ScenarioOptions) => show(typed, options, context)),
    )
    .addCommand(
      new Command('validate')
        .description('whether a file can be brought up; every mistake with its line')
        .argument('<file>', 'a YAML file such as ./shop.yaml')
        .addOption(shared.json())
        .action((file: string, options: ScenarioOptions) => validate(file, options, context)),
    )
    .addCommand(
      new Command('new')
        .description('write a file to start from')
        .argument('<file>', 'where, or a name: shop writes ./shop.yaml')
        .action((typed: string) => writeNew(typed, context)),
    );
}

function list({ json }: ScenarioOptions, context: Context): void {
  const answer: ScenariosAnswer = {
    schema: 'jaeger-lab/scenarios@1',
    scenarios: scenarios.map(({ name, about }) => ({ name, about })),
  };
  context.out(
    json ? `${JSON.stringify(answer)}\n` : renderScenarios(answer.scenarios, context.screen),
  );
  next('jaeger-lab scenario show checkout', context);
}

async function show(typed: string, { json }: ScenarioOptions, context: Context): Promise<void> {
  const answer = answerOf(await findScenario(typed));
  context.out(json ? `${JSON.stringify(answer)}\n` : renderScenario(answer, context.screen));
  next(`jaeger-lab up ${typed}`, context);
}

/** @throws LabError (usage) with every mistake */
async function validate(file: string, { json }: ScenarioOptions, context: Context): Promise<void> {
  if (!isFile(file))
    throw new LabError(`"${file}" is not the name of a YAML file`, {
      hint: `jaeger-lab scenario validate ./${file}.yaml`,
      exitCode: EXIT.usage,
    });
  const answer = answerOf(await findScenario(file));
  const { services, redis, requests } = answer;
  const size = [
    counted(services.length, 'service'),
    ...(redis ? [redisWords(redis)] : []),
    counted(requests.length, 'request'),
  ].join(', ');
  context.out(json ? `${JSON.stringify(answer)}\n` : `${file} can be brought up: ${size}\n`);
  next(`jaeger-lab up ${file}`, context);
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
    throw new LabError('a file needs a name', {
      hint: 'jaeger-lab scenario new shop',
      exitCode: EXIT.usage,
    });
  const { starterTopology } = await import('../../../scenarios/topology-starter.ts');
  const file = isFile(typed) ? typed : `./${typed}.yaml`;
  try {
    await writeFile(file, starterTopology, { flag: 'wx' });
  } catch (cause) {
    const isThere = codeOf(cause) === 'EEXIST';
    throw new LabError(
      isThere
        ? `${file} is there already, and is not overwritten`
        : `cannot write ${file}: ${reasonOf(cause)}`,
      {
        hint: isThere
          ? `jaeger-lab scenario validate ${file}, or choose another name`
          : 'choose a folder that is there and that you may write to',
        exitCode: EXIT.usage,
        cause,
      },
    );
  }
  context.out(`wrote ${file}\n`);
  next(`jaeger-lab up ${file}`, context);
}
