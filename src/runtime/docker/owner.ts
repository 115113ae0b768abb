import type { ContainerInfo } from 'dockerode';
import { hostname, userInfo } from 'node:os';
import { EXIT, LabError } from '../../base/errors.ts';
import { LABEL } from './labels.ts';

/** Who uses an engine, so that two users of one engine do not change each other's labs. */
export interface Owner {
  /** "anna@laptop". */
  readonly name: string;
  /** A lab of another owner is treated as this one's. */
  readonly takesOver: boolean;
}

export function owner(takesOver: boolean): Owner {
  return { name: `${userName()}@${hostname()}`, takesOver };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user need not have a name.
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/** Older versions set no owner: what they made belongs to every user. */
export const isForeign = ({ Labels }: Pick<ContainerInfo, 'Labels'>, { name }: Owner): boolean =>
  (Labels[LABEL.owner] ?? name) !== name;

/** @throws LabError (usage) naming both owners, unless the lab is taken over */
export function throwIfForeign(lab: string, containers: readonly ContainerInfo[], me: Owner): void {
  const found = containers.find((container) => isForeign(container, me));
  if (!found || me.takesOver) return;
  const theirs = found.Labels[LABEL.owner] ?? '';
  throw new LabError(`lab "${lab}" on this engine belongs to ${theirs}; you are ${me.name}`, {
    hint: `choose another name with --name, or add --take-over if it is yours`,
    exitCode: EXIT.usage,
  });
}
