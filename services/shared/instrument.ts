/**
 * Loaded before any Node.js program (`NODE_OPTIONS="--require …/instrument.cjs" npm test`): the tracing preload, except in
 * package managers, whose requests to a registry are not part of the program.
 */
import { createRequire } from 'node:module';

const PACKAGE_MANAGER = /[\\/](npm|npx|yarn|pnpm|corepack)(-cli)?(\.c?js)?$/;

if (!PACKAGE_MANAGER.test(process.argv[1] ?? '')) createRequire(__filename)('./tracing.cjs');
