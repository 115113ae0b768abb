import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keep, keyOf } from './cache.ts';
import { entriesOf } from './folder-entries.ts';
import { rootWith } from './glibc-root.ts';
import { type Making, partFolder } from './go-part.ts';
import { javaRuntime, JAVA_KEY } from './java-runtime.ts';
import type { Platform } from './platform.ts';
import type { Entry } from '../../src/runtime/docker/tar.ts';
import { shell } from './shell.ts';
import { runTool } from './tool.ts';

/**
 * A server in Java, pinned by the pom.xml in `scripts/parts/<name>`, which also has its configuration and `start.sh`,
 * the entry point.
 */
export interface JavaPart {
  readonly name: string;
  /** Where the upstream image keeps its data: a volume belongs there. Absent where it keeps none. */
  readonly data?: string;
  /** The upstream image, for machines that cannot build this one. */
  readonly instead: string;
}

export const ELASTICSEARCH: JavaPart = {
  name: 'elasticsearch-7.10.2',
  data: 'usr/share/elasticsearch/data',
  instead: 'docker.elastic.co/elasticsearch/elasticsearch:8.13.0',
};
export const OPENSEARCH: JavaPart = {
  name: 'opensearch-2.18.0',
  data: 'usr/share/opensearch/data',
  instead: 'opensearchproject/opensearch:2.18.0',
};
export const KAFKA: JavaPart = {
  name: 'kafka-3.9.1',
  data: 'var/lib/kafka/data',
  instead: 'apache/kafka:3.9.1',
};
export const CASSANDRA: JavaPart = {
  name: 'cassandra-5.0.5',
  data: 'var/lib/cassandra',
  instead: 'cassandra:5.0',
};

export const ZIPKIN: JavaPart = { name: 'zipkin-3.4.4', instead: 'openzipkin/zipkin:3.4.4' };

/** Native code for other systems: a fifth of Cassandra's jars. */
const OTHER_SYSTEMS = /-(osx|windows)-[a-z0-9_]+\.jar$|-linux-riscv64\.jar$/;

/** What an entry point and a health check need. */
const COMMANDS =
  'sh env grep sed awk cat cp mkdir rm ls id hostname uname sleep wget nc df free ps kill true'.split(
    ' ',
  );

/** Longer than Maven itself waits for a repository that does not answer. */
const SILENT_MS = 6 * 60_000;

export async function javaPartKey({ name }: JavaPart, platform: Platform): Promise<string> {
  const folder = partFolder(name);
  const files = (await readdir(folder)).toSorted();
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file))));
  return keyOf([...files, ...contents, JAVA_KEY, ...COMMANDS, platform.arch]);
}

/** The folder with the server's jars and those of its dependencies, from Maven's repository. */
async function jarsOf({ name }: JavaPart, making: Making): Promise<string> {
  const pom = join(partFolder(name), 'pom.xml');
  return keep(`${name}-jars-${keyOf([await readFile(pom)])}`, async (empty) => {
    making.note(`fetching ${name} from its Maven packages`);
    let files = 0;
    await runTool({
      command: 'mvn',
      args: [
        ...['--batch-mode', '--file', pom, 'dependency:copy-dependencies'],
        ...['-DincludeScope=runtime', `-DoutputDirectory=${empty}`],
      ],
      limit: { silentMs: SILENT_MS, filling: empty },
      onLine(line) {
        if (line.includes('Downloaded from')) files += 1;
        making.progress?.(`${name}: ${files} files downloaded`);
      },
      signal: making.signal,
      purpose: `fetch ${name}`,
      whenMissing:
        'install Maven and OpenJDK 17, or use an engine that can pull the upstream images',
    });
  });
}

/** A root file system with a Java runtime, a shell and the server. */
export async function javaRoot(
  part: JavaPart,
  platform: Platform,
  making: Making,
): Promise<Entry[]> {
  const java = await javaRuntime(making);
  const program = {
    name: 'Java',
    path: 'opt/java/bin/java',
    instead: part.instead,
    binary: () => Promise.resolve(join(java.folder, 'bin/java')),
    also: java.linked,
    libraryPath: () => join(java.folder, 'lib/server'),
    // What unpacks its own native code at run time.
    loaded: ['libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libm.so.6', 'libz.so.1'],
  };
  const jars = await entriesOf(await jarsOf(part, making), 'jars');
  const conf = await entriesOf(partFolder(part.name), 'conf');
  const entries: Entry[] = [
    ...(await rootWith(program, platform, making.signal)),
    ...(await shell(COMMANDS, making)),
    ...(await entriesOf(java.folder, 'opt/java')),
    ...jars.filter(({ path }) => !OTHER_SYSTEMS.test(path)),
    ...conf.filter(({ path }) => !path.endsWith('/pom.xml')),
    // A volume takes over the mode, and the server's user is the caller's choice.
    ...(part.data === undefined ? [] : pathTo(part.data)),
  ];
  // An archive may name each path only once.
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()];
}

function pathTo(data: string): Entry[] {
  const parts = data.split('/');
  return parts.map((_, i) => ({
    kind: 'folder',
    path: parts.slice(0, i + 1).join('/'),
    mode: i === parts.length - 1 ? 0o777 : 0o755,
  }));
}
