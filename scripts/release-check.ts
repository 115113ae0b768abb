import { readFile } from 'node:fs/promises';

// npm run release:check: what package.json still lacks for a release. They are left out rather than
// invented: they depend on where the project will be published.

const NEEDED = {
  repository: 'where the source is; provenance requires it to equal the repository that publishes',
  homepage: 'the page that the registry links to',
  bugs: 'where to report bugs',
  author: 'who the package is from',
} as const;

const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Record<string, unknown>;
const lacking = Object.entries(NEEDED).filter(([field]) => manifest[field] === undefined);
for (const [field, why] of lacking) {
  process.stdout.write(`package.json lacks "${field}": ${why}\n`);
}
if (lacking.length === 0)
  process.stdout.write('package.json has everything that a release needs\n');
process.exitCode = lacking.length === 0 ? 0 : 1;
