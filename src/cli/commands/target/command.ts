import { Command, Option } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import {
  OTLP_RECEIVER,
  parseBaseUrl,
  type Server,
  ZIPKIN_SERVER,
} from '../../../jaeger/base-url.ts';
import { renderTargets } from '../../../render/terminal/targets.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { type Access, withCredentials } from '../../shell/trace-options.ts';
import {
  absolute,
  fromAnywhere,
  isReference,
  REFERENCES,
  shownReference,
} from '../../traces/secret.ts';
import {
  addTarget,
  mayBeStored,
  readTargets,
  removeTarget,
  type Target,
} from '../../traces/targets.ts';
import type { TargetsAnswer } from './answer.ts';

interface AddOptions extends Access {
  readonly jaegerUrl: string;
  readonly otlp?: string;
  readonly bearerToken?: string;
}

export function targetCommand(context: Context): Command {
  const add = new Command('add')
    .description('keep the URL of a Jaeger and how to get to it')
    .argument('<target>', 'its name for --target')
    .requiredOption('--jaeger-url <url>', 'base URL of the Jaeger')
    .option('--otlp <url>', 'its OTLP receiver over HTTP, for import and doctor');
  withCredentials(add)
    .addOption(new Option('--bearer-token <reference>', REFERENCES).conflicts('bearerTokenFile'))
    .addHelpText('after', `\nSecrets are not kept, only where they are: ${REFERENCES}.`)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab target add mine --jaeger-url http://localhost:16686', 'without a secret'],
        [
          'jaeger-lab target add prod --jaeger-url https://jaeger.example --bearer-token env:TOKEN',
          'with the token in the variable TOKEN',
        ],
      ),
    )
    .action((name: string, options: AddOptions) => runAdd(name, options, context));
  const list = withOutputOptions(new Command('list').description('list the targets')).addHelpText(
    'after',
    examples(
      context,
      ['jaeger-lab target list', 'the targets and where their secrets are'],
      ['jaeger-lab target list --json', 'as JSON'],
    ),
  );
  const remove = new Command('remove')
    .description('forget a target')
    .argument('<target>', 'its name')
    .addHelpText(
      'after',
      examples(context, ['jaeger-lab target remove prod', 'forget the target prod']),
    );
  return new Command('target')
    .addCommand(add)
    .addCommand(list.action((options: OutputOptions) => runList(options, context)))
    .addCommand(
      remove.action(async (name: string) => {
        await removeTarget(name, context.env);
        context.out(`removed target ${name}\n`);
      }),
    )
    .addHelpText(
      'after',
      examples(
        context,
        [
          'jaeger-lab target add prod --jaeger-url https://jaeger.example --bearer-token env:TOKEN',
          'then: jaeger-lab slowest --target prod',
        ],
        ['jaeger-lab target list', 'the targets and where their secrets are'],
        ['jaeger-lab target remove prod', 'forget one'],
      ),
    );
}

async function runAdd(name: string, options: AddOptions, context: Context): Promise<void> {
  await addTarget(name, targetOf(options), context.env);
  context.out(`added target ${name}\n`);
  next(`jaeger-lab traces --target ${name}`, {}, context);
}

function targetOf(options: AddOptions): Target {
  refuseSecrets(options);
  const { otlp, bearerToken, bearerTokenFile, ca, cert, key, insecure, header } = options;
  const token = bearerToken ?? (bearerTokenFile && `file:${bearerTokenFile}`);
  const path = (file: string | undefined): string | undefined => file && absolute(file);
  return {
    jaegerUrl: plainUrl('--jaeger-url', options.jaegerUrl),
    otlpUrl: otlp && plainUrl('--otlp', otlp, OTLP_RECEIVER),
    headers:
      header &&
      Object.fromEntries(
        Object.entries(header).map(([name, value]) => [name, fromAnywhere(value)]),
      ),
    bearerToken: token && fromAnywhere(token),
    ...{ ca: path(ca), cert: path(cert), key: path(key), insecure },
  };
}

/** @throws LabError (usage) for what would be stored as it is and is, or may be, a secret */
function refuseSecrets({ bearerToken, cert, key, header = {} }: AddOptions): void {
  if ((cert === undefined) !== (key === undefined))
    throw usage('--cert and --key belong together', 'give both files, in PEM');
  if (bearerToken !== undefined && !isReference(bearerToken))
    throw usage('a token is not stored', `reference it: --bearer-token ${REFERENCES}`);
  for (const [name, value] of Object.entries(header))
    if (!mayBeStored(name, value))
      throw usage(
        `the value of ${name} may be a secret, and secrets are not stored`,
        `reference it: --header '${name}: REFERENCE', which is ${REFERENCES}`,
      );
}

function plainUrl(option: string, text: string, usual?: Server): string {
  const [scheme = ''] = /^zipkin\+/.exec(text) ?? [];
  const { url, authorization } = parseBaseUrl(text.slice(scheme.length), {
    server: scheme === '' ? usual : ZIPKIN_SERVER,
  });
  if (authorization === undefined) return scheme + url;
  throw usage(
    `${option} has a user or password, and secrets are not stored`,
    "reference USER:PASSWORD in base64: --header 'authorization: Basic env:VARIABLE'",
  );
}

const usage = (sentence: string, hint: string): LabError =>
  new LabError(sentence, { hint, exitCode: EXIT.usage });

async function runList(options: OutputOptions, context: Context): Promise<void> {
  const targets = Object.entries(await readTargets(context.env)).map(
    ([name, { headers = {}, bearerToken, insecure = false, ...target }]) => ({
      name,
      ...target,
      headers: Object.entries(headers).map(([header, value]) => ({
        name: header,
        value: shownReference(value),
      })),
      ...(bearerToken !== undefined && { bearerToken: shownReference(bearerToken) }),
      insecure,
    }),
  );
  const document: TargetsAnswer = { schema: 'jaeger-lab/targets@1', targets };
  const text = (screen: Screen): string => renderTargets(targets, screen);
  await writeAnswer({ document, text }, options, context);
  const [first] = targets;
  next(
    first
      ? `jaeger-lab traces --target ${first.name}`
      : 'jaeger-lab target add prod --jaeger-url URL',
    options,
    context,
  );
}
