import { buildProgram } from './build/program.ts';
import { buildServices } from './build/services.ts';

const DIST = 'dist';

await Promise.all([buildProgram(DIST), buildServices(DIST)]);
