import { type Command, Option } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { httpUrlIn, notHttpUrl } from '../../../base/http-url.ts';
import type { Facts } from '../../../doctor/facts.ts';
import { probeForeign } from '../../../doctor/probes/foreign.ts';
import type { Finding } from '../../../doctor/verdicts/finding.ts';
import { judge } from '../../../doctor/verdicts/judge.ts';
import type { BaseUrl } from '../../../jaeger/base-url.ts';
import type { Credentials } from '../../../jaeger/credentials.ts';
import type { Context } from '../../context.ts';
import { lineTo } from '../../shell/output.ts';
import { openJaeger } from '../../labs/open-lab.ts';
import * as parse from '../../shell/options.ts';
import { readTextFile } from '../../shell/read-text-file.ts';
import { type Access, withCredentials } from '../../shell/trace-options.ts';

export interface ForeignOptions extends Access {
  readonly target?: string;
  readonly quiet?: boolean | undefined;
  readonly otlp?: string;
  readonly jaegerUrl?: string;
  readonly services?: readonly string[];
  readonly app?: string;
  readonly settings?: string;
  readonly sample?: number;
  readonly wait: number;
}

/** The options that name an installation outside a lab. */
export function withForeignOptions(command: Command): void {
  withCredentials(command)
    .optionsGroup('A set-up of your own:')
    .option('--otlp <url>', 'where it takes OTLP over HTTP')
    .option('--jaeger-url <url>', 'its Jaeger')
    .addOption(
      new Option('--target <target>', 'both, by its name for target add').conflicts(['jaegerUrl']),
    )
    .option('--app <url>', 'page of its first service, to be requested')
    .option('--services <names>', 'service names, that of --app first', names)
    .option('--settings <file>', 'variables of that service, KEY=value lines')
    .option('--sample <share>', 'share of requests to be traced (default: 1)', parse.share);
}

const names = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Whether options name an installation outside a lab. @throws LabError (usage) when they do so only in part */
export function isForeignSetUp(options: ForeignOptions): boolean {
  const { otlp, jaegerUrl, target, app, services, settings, sample } = options;
  const some = [otlp, jaegerUrl, target, app, services, settings, sample];
  if (some.every((one) => one === undefined)) return false;
  const lacking = target === undefined ? lackingIn(options) : '';
  const needsApp = app === undefined && (settings !== undefined || sample !== undefined);
  if (lacking === '' && !needsApp) return true;
  throw new LabError(
    lacking === ''
      ? '--settings and --sample need --app'
      : `a set-up of your own needs ${lacking} as well`,
    {
      hint: 'jaeger-lab doctor --otlp http://localhost:4318 --jaeger-url http://localhost:16686',
      exitCode: EXIT.usage,
    },
  );
}

function lackingIn({ otlp, jaegerUrl }: ForeignOptions): string {
  if (otlp === undefined) return '--otlp';
  return jaegerUrl === undefined ? '--jaeger-url' : '';
}

/** By a target or by options, with what the servers in front want to see. */
async function placesOf(options: ForeignOptions, context: Context) {
  const { target: name, otlp, jaegerUrl } = options;
  const { credentialsFor } = await import('../../traces/credentials.ts');
  if (name === undefined) {
    const credentials = await credentialsFor(options, context);
    return { otlp, jaegerUrl, by: '--jaeger-url and --otlp', credentials };
  }
  const { targetNamed } = await import('../../traces/targets.ts');
  const target = await targetNamed(name, context.env);
  const receiver = otlp ?? target.otlpUrl;
  if (receiver === undefined)
    throw new LabError(`target "${name}" has no OTLP receiver`, {
      hint: 'give --otlp URL; or store it: jaeger-lab target add NAME --otlp URL',
      exitCode: EXIT.usage,
    });
  const credentials = await credentialsFor(options, context, { name, ...target });
  return { otlp: receiver, jaegerUrl: target.jaegerUrl, by: `--target ${name}`, credentials };
}

/** What probes of an installation found from outside, and what is wrong. */
export async function examineForeign(
  options: ForeignOptions,
  context: Context,
): Promise<{ readonly facts: Facts; readonly findings: readonly Finding[] }> {
  const { app, services = [], sample = 1, wait: waitMs } = options;
  const { otlp = '', jaegerUrl = '', by, credentials } = await placesOf(options, context);
  const { receiverAt } = await import('../../../jaeger/otlp-sender.ts');
  const receiver = receiverAt(otlp);
  if (app !== undefined && !httpUrlIn(app)) throw notHttpUrl('--app', 'http://localhost:5000/cart');
  const settings = options.settings === undefined ? undefined : await settingsIn(options.settings);
  await using client = await openJaeger(jaegerUrl, context, credentials);
  if (!options.quiet) lineTo(context)(`examining ${client.url} and ${receiver.url}, by ${by}`);
  const setUp = {
    client,
    credentials: withUser(receiver, credentials),
    otlp: receiver.url,
    services,
    app,
    settings,
    sample,
  };
  const { clock, stop: signal } = context;
  const facts = await probeForeign(setUp, { clock, signal, waitMs });
  return { facts, findings: judge(facts) };
}

/** A user in the address of the receiver is one for the receiver alone. */
const withUser = ({ authorization }: BaseUrl, credentials: Credentials): Credentials =>
  authorization === undefined
    ? credentials
    : { ...credentials, headers: { authorization, ...credentials.headers } };

/** As `env` prints them. */
async function settingsIn(file: string): Promise<Record<string, string>> {
  const text = await readTextFile(file, {
    ifMissing: `docker exec CONTAINER env > ${file}`,
    format: 'one KEY=value in each line',
  });
  const lines = text.split('\n').filter((line) => /^[A-Za-z_]\w*=/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
