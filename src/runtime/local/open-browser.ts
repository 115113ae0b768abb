import { spawn } from 'node:child_process';

/** What opens an address on this system. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'open',
  linux: 'xdg-open',
};

/**
 * Opens an address in the user's browser. The browser outlives the program.
 *
 * @returns false where nothing here can open it
 */
export function openBrowser(url: string): Promise<boolean> {
  const opener = OPENERS[process.platform];
  if (opener === undefined) return Promise.resolve(false);
  return new Promise((done) => {
    const child = spawn(opener, [url], { detached: true, stdio: 'ignore' });
    child.on('error', () => done(false));
    child.on('spawn', () => {
      child.unref();
      done(true);
    });
  });
}
