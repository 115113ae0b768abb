import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keep, keyOf } from './cache.ts';
import type { Making } from './go-part.ts';
import { runTool } from './tool.ts';

/** java.desktop for log4j, which needs java.beans; jdk.localedata with `th` for the Thai analyser of Lucene. */
const MODULES = [
  ...['java.base', 'java.compiler', 'java.desktop', 'java.instrument', 'java.logging'],
  ...['java.management', 'java.management.rmi', 'java.naming', 'java.net.http', 'java.prefs'],
  ...['java.rmi', 'java.scripting', 'java.security.jgss', 'java.security.sasl', 'java.sql'],
  ...['java.transaction.xa', 'java.xml', 'jdk.attach', 'jdk.charsets', 'jdk.crypto.ec'],
  ...['jdk.httpserver', 'jdk.jcmd', 'jdk.jfr', 'jdk.localedata', 'jdk.management'],
  ...['jdk.management.agent', 'jdk.naming.dns', 'jdk.net', 'jdk.security.auth'],
  ...['jdk.security.jgss', 'jdk.unsupported', 'jdk.zipfs'],
];

const LINK = [
  ...['--strip-debug', '--no-header-files', '--no-man-pages', '--compress=2'],
  ...['--include-locales=en,th', '--add-modules', MODULES.join(',')],
];

/** What draws: it would bring the libraries of a desktop. */
const DRAWING = /^lib(.*awt.*|fontmanager|splashscreen|jsound|mlib_image|javajpeg|lcms)\.so$/;

export const JAVA_KEY = keyOf([...LINK, DRAWING.source]);

export interface JavaRuntime {
  readonly folder: string;
  /** Its libraries, which are linked against the machine's. */
  readonly linked: readonly string[];
}

/**
 * A Java runtime with what the servers need, a quarter of the machine's JDK 17.
 *
 * @throws LabError when there is no JDK
 */
export async function javaRuntime({ note, signal }: Making): Promise<JavaRuntime> {
  const folder = await keep(`java-${process.arch}-${JAVA_KEY}`, async (empty) => {
    note('linking a Java runtime from the JDK of this machine');
    const linking = join(empty, 'linking');
    await runTool({
      command: 'jlink',
      args: [...LINK, '--output', linking],
      limit: { withinMs: 5 * 60_000 },
      signal,
      purpose: 'link a Java runtime',
      whenMissing: 'install OpenJDK 17 (openjdk-17-jdk-headless on Debian)',
    });
    await rm(join(linking, 'legal'), { recursive: true, force: true });
    for (const name of (await readdir(join(linking, 'lib'))).filter((n) => DRAWING.test(n)))
      await rm(join(linking, 'lib', name));
    await rename(linking, join(empty, 'java'));
  });
  const java = join(folder, 'java');
  const libraries = (await readdir(join(java, 'lib'))).filter((name) => name.endsWith('.so'));
  const inside = ['lib/server/libjvm.so', ...libraries.map((name) => `lib/${name}`)];
  return { folder: java, linked: inside.map((path) => join(java, path)) };
}
