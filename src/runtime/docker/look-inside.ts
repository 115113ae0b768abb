import type { Duplex } from 'node:stream';
import { componentOf, containersOf } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import { LogFrames } from './log-frames.ts';

/** See `Runtime.settings`. */
export async function settingsOf(
  lab: string,
  engine: Engine,
): Promise<Map<string, Record<string, string>>> {
  const containers = await containersOf(lab, engine);
  const entries = containers.map(async (container) => {
    const { Config: config } = await exchange('inspecting a container', engine, () =>
      engine.docker.getContainer(container.Id).inspect(),
    );
    return [componentOf(container), variablesIn(config.Env)] as const;
  });
  return new Map(await Promise.all(entries));
}

/** "KEY=value", where the value may hold further equals signs. */
const variablesIn = (env: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    env.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );

/** Run by Node in the container of a service; prints nothing when the connection is accepted, else why not. */
const SCRIPT = `
const [, host, port] = process.argv;
const socket = require('node:net').connect({ host, port: Number(port), timeout: 2000 });
const end = (text) => { console.log(text); process.exit(); };
socket.on('connect', () => end(''));
socket.on('timeout', () => end('ETIMEDOUT'));
socket.on('error', (error) => end(error.code ?? error.message));
`;

/** See `Runtime.connectFrom`. */
export async function connectFrom(
  lab: string,
  component: string,
  { host, port }: { readonly host: string; readonly port: number },
  engine: Engine,
): Promise<string | undefined> {
  const found = (await containersOf(lab, engine)).find((one) => componentOf(one) === component);
  if (!found) return `there is no container of ${component}`;
  const text = await exchange(`running a program in ${component}`, engine, async () => {
    const run = await engine.docker.getContainer(found.Id).exec({
      Cmd: ['node', '-e', SCRIPT, host, String(port)],
      AttachStdout: true,
      AttachStderr: true,
    });
    return readAll(await run.start({}));
  });
  return text === '' ? undefined : text;
}

async function readAll(stream: Duplex): Promise<string> {
  const frames = new LogFrames();
  const lines: string[] = [];
  for await (const chunk of stream) lines.push(...frames.push(chunk as Buffer).map((l) => l.text));
  return [...lines, ...frames.end().map((line) => line.text)].join(' ').trim();
}
