import { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import type { Trace } from '../../src/model/trace.ts';
import { closeBrowser, settled } from './browser.ts';
import { otlpOf, type ViewerBackend, viewerBackend } from './viewer-backend.ts';
import { startingBefore } from './viewer-traces.ts';

export interface ServedTraces {
  /** The address of the page, once the tests run. */
  readonly url: string;
  /** Opens a page of the viewer and waits for its answer. */
  readonly at: (page: Page, path: string) => Promise<void>;
}

/** Traces of the last minutes in a backend for the tests of one suite, which ends with them, as the browser does. */
export function servedTraces(traces: readonly Trace[]): ServedTraces {
  let backend: ViewerBackend | undefined;
  before(async () => {
    backend = await viewerBackend();
    await backend.send(otlpOf(traces, startingBefore(Date.now(), traces.length)));
  });
  after(async () => {
    await closeBrowser();
    await backend?.[Symbol.asyncDispose]();
  });
  return {
    get url() {
      return backend?.url ?? '';
    },
    at: async (page, path) => {
      await page.goto(`${backend?.url ?? ''}${path}`);
      await settled(page);
    },
  };
}
