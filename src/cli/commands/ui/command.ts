import { join } from 'node:path';
import { Command, Option } from 'commander';
import { codeOf, EXIT, LabError, reasonOf } from '../../../base/errors.ts';
import type { Listening } from '../../../backend/http/listen.ts';
import { readRun, runIds } from '../../../lab/runs.ts';
import { micros } from '../../../model/units.ts';
import type { Ledger } from '../../../viewer/server.ts';
import type { Context } from '../../context.ts';
import type { OpenLab } from '../../labs/open-lab.ts';
import { runAbout, runTraces } from '../../labs/run-about.ts';
import { examples } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import { lineTo } from '../../shell/output.ts';
import { type TraceChoice, withJaegerOptions } from '../../shell/trace-options.ts';
import { spreadOfRuns } from '../../traces/compare-groups.ts';
import { readLogs } from '../../traces/read-logs.ts';
import { openTraceSource, type TraceSource } from '../../traces/trace-source.ts';

interface UiOptions extends Omit<TraceChoice, 'file'> {
  readonly file?: string;
  readonly port?: number;
  readonly open?: boolean;
}

/** Beside Jaeger's own, and the same each time, so that an address can be kept. */
const USUAL_PORT = 16680;

export function uiCommand(context: Context): Command {
  return withJaegerOptions(new Command('ui'))
    .option(
      '--port <number>',
      `port to serve on (default: ${USUAL_PORT}, or a free one)`,
      parse.port,
    )
    .option('--open', 'open the page in a browser')
    .addOption(new Option('--file <path>').hideHelp())
    .addHelpText('after', '\nServes on 127.0.0.1 until Ctrl-C, and only reads from Jaeger.')
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab ui', 'the address of the lab’s traces for a browser'],
        ['jaeger-lab ui --jaeger-url http://localhost:16686', 'at the traces of another Jaeger'],
      ),
    )
    .action((options: UiOptions) => runUi(options, context));
}

/** The other commands that read traces take --file. */
const notOfFiles = (file: string): LabError =>
  new LabError('ui shows the traces of a Jaeger, not of files', {
    hint: `write a page of them: jaeger-lab report --file ${file} --out report.html`,
    exitCode: EXIT.usage,
  });

async function runUi({ file, ...options }: UiOptions, context: Context): Promise<void> {
  if (file !== undefined) throw notOfFiles(file);
  await using source = await openTraceSource(options, context);
  const { client, lab } = source;
  // Fails where Jaeger does not answer, before a page of errors is served.
  await client.services();
  const { serveViewer } = await import('../../../viewer/server.ts');
  const served = {
    folder: join(context.distFolder, 'viewer'),
    ask: (path: string) => client.get(path),
    ledger: lab && ledgerOf(lab, context),
    newest: () => newestOf(source, context),
    warn: lineTo(context),
  };
  const server = await listening((port) => serveViewer({ ...served, port }), options.port);
  try {
    const url = `http://localhost:${server.port}/`;
    context.out(`${url}\n`);
    lineTo(context)(`Traces of ${client.url}. Press Ctrl-C to stop.`);
    if (options.open) await open(url, context);
    await stopped(context.stop);
  } finally {
    await server.close();
  }
}

/** The port that was asked for, else the usual one, else any that is free. */
async function listening(
  listen: (port: number) => Promise<Listening>,
  asked: number | undefined,
): Promise<Listening> {
  try {
    return await listen(asked ?? USUAL_PORT);
  } catch (cause) {
    if (codeOf(cause) === 'EADDRINUSE' && asked === undefined) return await listen(0);
    throw new LabError(`port ${asked ?? USUAL_PORT} cannot be used: ${reasonOf(cause)}`, {
      hint: 'give another --port, or omit it',
      exitCode: EXIT.notReady,
      cause,
    });
  }
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    signal.addEventListener('abort', () => done(), { once: true });
  });

async function open(url: string, context: Context): Promise<void> {
  const { openBrowser } = await import('../../../runtime/local/open-browser.ts');
  if (await openBrowser(url)) return;
  lineTo(context)('No browser could be opened here: open the address yourself.');
}

const BACK_US = 15_000_000;
const MOST_LOOKED_AT = 20;

/** The last run, and the newest traces with their sizes; where Jaeger cannot say, nothing is new. */
async function newestOf({ client, lab }: TraceSource, { clock }: Context): Promise<string> {
  const nowUs = Math.ceil(clock.now() * 1000);
  const window = { fromUs: micros(nowUs - BACK_US), toUs: micros(nowUs) };
  const traces = await client.traces({ ...window, limit: MOST_LOOKED_AT }).catch(() => []);
  const runs = lab ? await runIds(lab.folder) : [];
  return JSON.stringify([runs.at(-1), traces.map(({ traceId, spans }) => [traceId, spans.length])]);
}

function ledgerOf(lab: OpenLab, context: Context): Ledger {
  const { folder, state } = lab;
  return {
    async runs() {
      const runs = await Promise.all((await runIds(folder)).map((id) => readRun(folder, id)));
      return runs.map((run) => runAbout(run, state));
    },
    async run(id) {
      const ids = await runIds(folder);
      return ids.includes(id) ? runTraces(await readRun(folder, id), state) : undefined;
    },
    spread: async (runs) => ({ spreadUs: await spreadOfRuns(runs, lab) }),
    logs: (traceId) => readLogs(traceId, lab, context),
  };
}
