/** Test files that need the same things around them. */
export interface Group {
  readonly name: 'unit' | 'integration' | 'docker';
  readonly files: readonly string[];
}

/** What a test file calls the real Jaeger that it needs; such a file is an integration test wherever it lies. */
const NEEDS_JAEGER = 'JAEGER_LAB_TEST_JAEGER';

/** In the order they run: cheapest first. */
const NAMES: readonly Group['name'][] = ['unit', 'integration', 'docker'];

export interface TestFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * The groups to run; those without a file are left out.
 *
 * @param filters a file is chosen when its path contains one of them; all are when there is none
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
  const integrates = path.startsWith('test/integration/') || text.includes(NEEDS_JAEGER);
  return integrates ? 'integration' : 'unit';
}
