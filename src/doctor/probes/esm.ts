import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Unhooked } from '../facts.ts';
import type { ListeningProcess } from './process-at.ts';

/** What a command line of Node.js loads. */
export interface NodeCommand {
  /** As it was typed; undefined where there is no file. */
  readonly main?: string | undefined;
  /** Files and packages that are loaded before it. */
  readonly preloads: readonly string[];
  readonly loaders: readonly string[];
}

const PRELOAD = ['-r', '--require', '--import'];
const LOADER = ['--loader', '--experimental-loader'];
/** Options of Node.js whose value may be the next word. */
const WITH_VALUE = [...PRELOAD, ...LOADER, '-C', '--conditions', '--env-file', '--title'];

/**
 * Reads a command line of Node.js as far as it says what is loaded.
 *
 * @param args with the program itself first
 * @param nodeOptions the variable NODE_OPTIONS
 */
export function nodeCommand(args: readonly string[], nodeOptions = ''): NodeCommand {
  const words = [
    ...nodeOptions.split(/\s+/).filter((word) => word !== ''),
    ...args.slice(1),
  ].flatMap(withItsValue);
  const isValue = (i: number): boolean => WITH_VALUE.includes(words[i - 1] ?? '');
  const at = words.findIndex((word, i) => !word.startsWith('-') && !isValue(i));
  const options = at === -1 ? words : words.slice(0, at);
  const valuesOf = (names: readonly string[]): string[] =>
    options.filter((_, i) => names.includes(options[i - 1] ?? ''));
  return { main: words[at], preloads: valuesOf(PRELOAD), loaders: valuesOf(LOADER) };
}

/** "--import=./a.mjs" as two words. */
function withItsValue(word: string): string[] {
  const [option = '', ...value] = word.split('=');
  return value.length > 0 && WITH_VALUE.includes(option) ? [option, value.join('=')] : [word];
}

/** What a preload names that lets an SDK patch ES modules. */
const HOOKS = /hook\.mjs|import-in-the-middle|registerHooks|\bregister\s*\(/;
/** It is loaded by require(), and registers no hooks for ES modules. */
const WITHOUT_HOOKS = '@opentelemetry/auto-instrumentations-node/register';

/**
 * Whether a process runs an ES module with an SDK that cannot patch ES modules.
 *
 * @returns undefined where it is not so, or cannot be seen
 */
export async function unhookedEsm(process: ListeningProcess): Promise<Unhooked | undefined> {
  const { args, settings, folder } = process;
  const { main, preloads, loaders } = nodeCommand(args, settings['NODE_OPTIONS']);
  const [preload] = preloads;
  if (main === undefined || preload === undefined || loaders.length > 0) return undefined;
  if (!/(^|\/)node\d*$/.test(args[0] ?? '') || folder === undefined) return undefined;
  if (!(await isEsModule(resolve(folder, main)))) return undefined;
  const texts = await Promise.all(preloads.map((one) => textOfPreload(one, folder)));
  // Of a package that cannot be read, nothing is known.
  if (texts.some((text) => text === undefined || HOOKS.test(text))) return undefined;
  return { main, preload };
}

async function textOfPreload(preload: string, folder: string): Promise<string | undefined> {
  if (preload === WITHOUT_HOOKS) return '';
  const isFile = preload.startsWith('.') || isAbsolute(preload);
  return isFile ? textOf(resolve(folder, preload)) : undefined;
}

async function isEsModule(file: string): Promise<boolean> {
  if (file.endsWith('.mjs')) return true;
  if (!file.endsWith('.js')) return false;
  for (let at = dirname(file); ; at = dirname(at)) {
    const text = await textOf(join(at, 'package.json'));
    if (text !== undefined) return /"type"\s*:\s*"module"/.test(text);
    if (at === dirname(at)) return false;
  }
}

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch(() => undefined);
