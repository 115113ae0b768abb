import { readdir } from 'node:fs/promises';
import { marked, pidsOf, withoutEngine } from '../../../test/support/local-lab.ts';
import type { Program } from '../../../test/support/program.ts';

/** The program with one lab of its own; every command is about that lab. Disposing it removes what is left. */
export interface PlacedLab extends Program {
  /** Ends a component by SIGKILL. */
  kill(component: string): Promise<void>;
  /** What there is of the lab: processes or containers, networks, volumes and files. */
  left(): Promise<string[]>;
}

/** Where labs run. */
export interface Place {
  /** In the rows of the table: "local runtime". */
  readonly name: string;
  /** Arguments of every command that starts a Jaeger. */
  readonly jaeger: readonly string[];
  open(): Promise<PlacedLab>;
}

export const LOCAL: Place = {
  name: 'local runtime',
  jaeger: ['--jaeger', 'embedded'],
  async open() {
    const lab = await withoutEngine();
    return {
      ...lab,
      kill: async (component) => {
        process.kill((await pidsOf(lab))[component] ?? 0, 'SIGKILL');
      },
      left: async () => {
        const processes = (await marked(lab)).map((pid) => `process ${pid}`);
        return [...processes, ...(await filesOfLabs(lab))];
      },
    };
  },
};

/** The ledger of runs outlives the lab on purpose. */
export async function filesOfLabs({ stateHome }: Program): Promise<string[]> {
  const files = await readdir(stateHome, { recursive: true });
  return files
    .filter((file) => /processes|state\.json|\.lock|logs?\//.test(file))
    .map((file) => `file ${file}`);
}

export const upIn = ({ jaeger }: Place): string[] => [
  'up',
  ...jaeger,
  '--ports',
  'auto',
  '--quiet',
];
