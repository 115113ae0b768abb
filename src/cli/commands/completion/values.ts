import { DEFAULT_LAB, labFolder, type LabFolder } from '../../../lab/lab-folder.ts';
import type { LabState } from '../../../lab/state.ts';
import type { Candidate, Source } from './wanted.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The values that a source has now.
 *
 * @param lab undefined where none is named: then it is the one that the other commands take
 * @throws LabError for a name that no lab can have, or a state that cannot be read
 */
export async function valuesFrom(
  source: Source,
  lab: string | undefined,
  env: Environment,
): Promise<readonly Candidate[]> {
  return VALUES[source](labFolder(lab ?? env['JAEGER_LAB_NAME'] ?? DEFAULT_LAB, env), env);
}

/** Each loads what it needs when it is asked: a TAB should take no longer than help. */
const VALUES: Readonly<
  Record<Source, (folder: LabFolder, env: Environment) => Promise<readonly Candidate[]>>
> = {
  // The shell knows them.
  files: () => Promise.resolve([]),
  jaegers: () => Promise.resolve(plain(['embedded', '2', '1.57'])),
  async labs(_, env) {
    const { labFolders } = await import('../../../lab/lab-names.ts');
    return plain((await labFolders(env)).map(({ lab }) => lab));
  },
  async runs(folder) {
    const { runIds } = await import('../../../lab/runs.ts');
    return plain((await runIds(folder)).map(String));
  },
  async scenarios() {
    const { scenarios } = await import('../../../scenarios/all.ts');
    return scenarios.map(({ name, about }) => [name, about]);
  },
  async targets(_, env) {
    const { readTargets } = await import('../../traces/targets.ts');
    return plain(Object.keys(await readTargets(env)));
  },
  async terms() {
    const { TERMS } = await import('../../../render/terminal/explain/explain.ts');
    // Two words would be two completions.
    return plain(TERMS.map(({ name }) => name.replaceAll(' ', '-')));
  },
  traces: () => Promise.resolve(plain(['latest', 'slowest', 'median'])),
  async components(folder) {
    const state = await stateOf(folder);
    return plain(state?.components.map(({ name }) => name) ?? []);
  },
  async services(folder) {
    const state = await stateOf(folder);
    if (!state) return [];
    const { keptScenario } = await import('../../labs/scenario-named.ts');
    const { tracedServices } = await import('../../../lab/lab-spec.ts');
    return plain(tracedServices(await keptScenario(state)));
  },
};

async function stateOf(folder: LabFolder): Promise<LabState | undefined> {
  const { readState } = await import('../../../lab/state.ts');
  return readState(folder);
}

const plain = (values: readonly string[]): Candidate[] => values.map((value) => [value, '']);
