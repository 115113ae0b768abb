import { LabError } from '../../src/base/errors.ts';
import { apt } from '../engine/install.ts';
import { exists } from '../images/cache.ts';
import type { Making } from '../images/go-part.ts';
import { runTool } from '../images/tool.ts';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The browser of the viewer's tests: one that is there, else Debian's, where the tests may install an engine too.
 *
 * @throws LabError without one
 */
export async function ensureChromium({ note, signal }: Making): Promise<string> {
  const found = await present(signal);
  if (found !== undefined) return found;
  const mayInstall =
    process.env['JAEGER_LAB_TEST_ENGINE'] === 'install' && process.getuid?.() === 0;
  if (mayInstall && process.platform === 'linux') {
    note('installing chromium');
    await apt(['update', '-q'], signal);
    await apt(['install', '-q', '-y', '--no-install-recommends', 'chromium'], signal);
  }
  const installed = await present(signal);
  if (installed !== undefined) return installed;
  throw new LabError('there is no Chromium for the tests of the viewer', {
    hint: 'install the package chromium',
  });
}

/** @throws LabError for one that does not start: Debian's is a script, which needs more than a shell */
async function present(signal: AbortSignal | undefined): Promise<string | undefined> {
  const there = await Promise.all(PLACES.map(exists));
  const command = PLACES.find((_place, i) => there[i]);
  if (command === undefined) return undefined;
  await runTool({
    command,
    args: ['--version'],
    limit: { withinMs: 60_000 },
    signal,
    purpose: 'start the browser',
    whenMissing: 'install the package chromium',
  });
  return command;
}
