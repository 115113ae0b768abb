import { writeFile } from 'node:fs/promises';
import { licences } from './build/licences.ts';
import { buildProgram } from './build/program.ts';
import { buildServices } from './build/services.ts';

const DIST = 'dist';

const packages = await Promise.all([buildProgram(DIST), buildServices(DIST)]);
const notice = `jaeger-lab is licensed under the Apache License 2.0 (see LICENSE). It contains code of these packages:

${await licences(packages.flat())}`;
await writeFile('NOTICE', notice);
