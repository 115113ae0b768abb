/** How far a run of load got. */
export interface SentRequests {
  readonly requests: number;
  readonly interrupted: boolean;
  /** Absent where the plan gives only a duration. */
  readonly planned?: number | undefined;
}

/** "3 of 20" of an interrupted run, "20" of any other. */
export function sentRequests({ requests, interrupted, planned }: SentRequests): string {
  if (!interrupted) return String(requests);
  return planned === undefined ? `only ${requests}` : `${requests} of ${planned}`;
}
