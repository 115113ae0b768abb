/** Test files that need the same things around them. */
export interface Group {
  readonly name: 'unit' | 'integration' | 'docker';
  readonly files: readonly string[];
}

/** In the order they run: cheapest first. */
const FOLDERS: readonly (readonly [name: Group['name'], folder: string])[] = [
  ['unit', 'test/'],
  ['integration', 'test/integration/'],
  ['docker', 'test/docker/'],
];

/**
 * The groups to run; those without a file are left out.
 *
 * @param paths relative to the project, with forward slashes
 * @param filters a file is chosen when its path contains one of them; all are when there is none
 */
export function groupsOf(paths: readonly string[], filters: readonly string[]): Group[] {
  const chosen = paths
    .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
    .toSorted();
  const groupOf = (path: string): Group['name'] =>
    FOLDERS.findLast(([, folder]) => path.startsWith(folder))?.[0] ?? 'unit';
  return FOLDERS.map(([name]) => ({
    name,
    files: chosen.filter((path) => groupOf(path) === name),
  })).filter(({ files }) => files.length > 0);
}
