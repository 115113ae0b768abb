import type { Plugin } from 'esbuild';

/** What this program uses of undici; its index also loads fetch, WebSocket, mocks and caches, 40 % of the code. */
const INDEX = `
Object.assign(require('./lib/dispatcher/dispatcher').prototype, require('./lib/api'));
exports.Client = require('./lib/dispatcher/client');
exports.Pool = require('./lib/dispatcher/pool');
exports.buildConnector = require('./lib/core/connect');
`;

export const partOfUndici: Plugin = {
  name: 'part-of-undici',
  setup(build) {
    build.onLoad({ filter: /\/undici\/index\.js$/ }, () => ({ contents: INDEX }));
  },
};
