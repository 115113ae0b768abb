import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { packagesIn } from './licences.ts';

const APP = 'src/viewer/app';

/** The viewer checks by schemas and never writes one as JSON: that part of zod is functions that do nothing. */
const WITHOUT_JSON_SCHEMAS: Plugin = {
  name: 'without JSON schemas',
  setup(builder) {
    builder.onLoad(
      { filter: /zod.v4.core.(?:to-json-schema|json-schema-processors)\.js$/ },
      async ({ path }) => {
        const exported = (await readFile(path, 'utf8')).matchAll(
          /^export (?:(?:const|function) (\w+)|\{ \w+ as (\w+) \})/gm,
        );
        const none = Array.from(
          exported,
          ([, name, alias]) => `export const ${name ?? alias} = none;`,
        );
        return { contents: `const none = () => undefined;\n${none.join('\n')}` };
      },
    );
  },
};

const COMMON = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  minify: true,
  metafile: true,
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  plugins: [WITHOUT_JSON_SCHEMAS],
  alias: { 'node:timers/promises': `./${APP}/data/turns.ts` },
} satisfies BuildOptions;

/**
 * Bundles the web page into `<outdir>/viewer/`: the page, its script and style, and the worker that analyses. They are
 * files and not one, because the policy of a served page allows no script inside it; a report is made of them.
 *
 * @returns the folders of the packages that are in it
 */
export async function buildViewer(outdir: string): Promise<string[]> {
  const folder = join(outdir, 'viewer');
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    ...COMMON,
    entryPoints: { app: `${APP}/main.tsx`, worker: `${APP}/worker.ts` },
    outdir: folder,
  });
  await copyFile(`${APP}/index.html`, join(folder, 'index.html'));
  return packagesIn(metafile);
}
