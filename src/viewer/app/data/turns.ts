/** What of `node:timers/promises` the client of Jaeger needs, for the browser: the build puts it in its place. */
export const setImmediate = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
