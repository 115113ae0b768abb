import { LabError } from '../../base/errors.ts';
import { engineReason } from './engine.ts';
import type { NamedImage } from './image-names.ts';

/** Why a pull fails, recognised by the engine's words, and the way out. */
interface Reason {
  readonly words: RegExp;
  readonly why: string;
  readonly hint: (image: NamedImage) => string;
}

const useAnother = ({ part }: NamedImage): string =>
  `use an image that you have: --image ${part}=NAME (or JAEGER_LAB_IMAGE_${part.toUpperCase()}=NAME)`;

/** The first that matches counts: "denied" also ends what says "too many requests". */
const REASONS: readonly Reason[] = [
  {
    words: /toomanyrequests|too many requests|\b429\b/i,
    why: 'its registry allows no more requests for now (429)',
    hint: ({ name }) =>
      `try again later, docker login and docker pull ${name}, or use a mirror: JAEGER_LAB_REGISTRY=mirror.example/`,
  },
  {
    words: /no space left on device|disk quota exceeded/i,
    why: "the engine's disk is full",
    hint: () => 'see what takes the space: docker system df; then run the same command again',
  },
  {
    words: /no matching manifest|no image found in manifest list|does not match the .*platform/i,
    why: "there is none for this engine's processor",
    hint: useAnother,
  },
  {
    words: /proxyconnect|proxy authentication required|\b407\b/i,
    why: "the engine's proxy does not let it through",
    hint: () =>
      'docker info shows the proxy; change it in /etc/docker/daemon.json ("proxies") or the environment of dockerd',
  },
  {
    words: /no basic auth credentials|unauthorized|authentication required|denied|forbidden/i,
    why: 'its registry requires authentication',
    hint: ({ name }) => `docker login, then docker pull ${name}, then the same command again`,
  },
  {
    words: /manifest unknown|manifest for .* not found|name unknown|not found: does not exist/i,
    why: 'its registry has no image of that name and tag',
    hint: useAnother,
  },
  {
    words:
      /no such host|server misbehaving|temporary failure in name resolution|lookup .* on .*:53/i,
    why: 'the engine cannot resolve the name of its registry',
    hint: (image) =>
      `check the DNS servers of the engine's machine; without a network ${useAnother(image)}`,
  },
  {
    words:
      /connection refused|timeout|timed out|deadline exceeded|network is unreachable|no route to host|no progress|\bEOF\b|connection reset|Client\.Timeout/i,
    why: 'its registry cannot be reached',
    hint: (image) =>
      `${useAnother(image)}; or load an archive of images from another machine: jaeger-lab images load FILE`,
  },
];

/**
 * The error that a person reads of a pull that failed.
 *
 * @param cause what the engine answered; its words are the evidence
 */
export function pullFailure(image: NamedImage, cause: unknown): LabError {
  const words = engineReason(cause);
  const reason = REASONS.find(({ words: pattern }) => pattern.test(words));
  const sentence = `image ${image.name} is not on this engine and could not be pulled`;
  if (reason === undefined)
    return new LabError(`${sentence}: ${words}`, { hint: useAnother(image), cause });
  return new LabError(`${sentence}: ${reason.why}`, {
    evidence: [words],
    hint: reason.hint(image),
    cause,
  });
}
