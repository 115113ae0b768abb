/** Test files with the same requirements. */
export interface Group {
  readonly name: 'unit' | 'integration' | 'docker';
  readonly files: readonly string[];
}

/** Test files that use a real Jaeger contain this name, and are integration tests in any folder. */
const NEEDS_JAEGER = 'JAEGER_LAB_TEST_JAEGER';

/** In the order they run: cheapest first. */
const NAMES: readonly Group['name'][] = ['unit', 'integration', 'docker'];

export interface TestFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * The groups to run, without empty ones.
 *
 * @param filters a file is chosen when its path contains one of them; without filters all are
 */
export function groupsOf(files: readonly TestFile[], filters: readonly string[]): Group[] {
  const chosen = files.filter(
    ({ path }) => filters.length === 0 || filters.some((filter) => path.includes(filter)),
  );
  return NAMES.map((name) => ({
    name,
    files: chosen
      .filter((file) => groupOf(file) === name)
      .map(({ path }) => path)
      .toSorted(),
  })).filter((group) => group.files.length > 0);
}

function groupOf({ path, text }: TestFile): Group['name'] {
  if (path.startsWith('test/docker/')) return 'docker';
  const integrates = /^test\/(?:integration|viewer)\//.test(path) || text.includes(NEEDS_JAEGER);
  return integrates ? 'integration' : 'unit';
}
