/** "12.5 MB". */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Random ids differ within the first eight digits. */
const SHORT_ID = 8;

export type Shorten = (traceId: string) => string;

/** Shortens each trace id to what a person may type: a beginning that no other of these ids has. */
export function shortIds(traceIds: Iterable<string>): Shorten {
  const sorted = Array.from(new Set(traceIds)).sort();
  const lengths = new Map(
    sorted.map((id, i) => {
      const neighbours = [sorted[i - 1] ?? '', sorted[i + 1] ?? ''];
      const common = neighbours.map((other) => commonLength(id, other));
      return [id, Math.max(SHORT_ID, 1 + Math.max(...common))];
    }),
  );
  return (traceId) => traceId.slice(0, lengths.get(traceId));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** "68 %"; what is there but rounds to nothing is "<1 %". */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return whole === 0 && share > 0 ? '<1 %' : `${whole} %`;
}
