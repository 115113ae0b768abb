import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TREE_FILE } from '../src/cli/shell/help/command-tree.ts';
import { commandTree } from './build/command-tree.ts';
import { licences } from './build/licences.ts';
import { manual } from './build/man.ts';
import { buildProgram } from './build/program.ts';
import { buildServices } from './build/services.ts';
import { buildViewer } from './build/viewer.ts';
import { versionText } from './build/version.ts';

const DIST = 'dist';

const version = await versionText();
const packages = await Promise.all([
  buildProgram(DIST, version),
  buildServices(DIST),
  buildViewer(DIST),
]);
const notice = `jaeger-lab is licensed under the Apache License 2.0 (see LICENSE). It contains code of these packages:

${await licences(packages.flat())}`;
const tree = await commandTree(version, DIST);
await mkdir('man', { recursive: true });
await Promise.all([
  writeFile('man/jaeger-lab.1', manual(tree, version)),
  writeFile('NOTICE', notice),
  writeFile(join(DIST, TREE_FILE), JSON.stringify(tree)),
]);
