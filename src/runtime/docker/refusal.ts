/** Why an engine refuses what it is asked, recognised by its words, and the way out. */
interface Refusal {
  readonly words: RegExp;
  readonly hint: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    words: /container-init binary not found|catatonit/i,
    hint: "install catatonit on the engine's machine: Podman starts it as the first process of a container",
  },
  {
    words: /setting rlimits?|RLIMIT/i,
    hint: 'the engine may not raise its limits: lower default_ulimits in containers.conf (Podman) or "default-ulimits" in /etc/docker/daemon.json',
  },
  {
    words: /no space left on device|disk quota exceeded/i,
    hint: "the engine's disk is full; see what takes the space: docker system df",
  },
  {
    words: /address already in use|port is already allocated/i,
    hint: 'use --ports auto for free ports',
  },
  {
    words: /cannot allocate memory|out of memory|Minimum memory limit/i,
    hint: "free memory on the engine's machine; docker stats shows which containers use it",
  },
];

/** Every refusal has a next thing to type; the engine logs more of one that is not known. */
const SEE_ITS_LOG =
  "see the engine's log: journalctl --unit docker --since -5min (Podman: journalctl --unit podman); then the same command again";

/** @param reason the engine's own words */
export const refusalHint = (reason: string): string =>
  REFUSALS.find(({ words }) => words.test(reason))?.hint ?? SEE_ITS_LOG;
