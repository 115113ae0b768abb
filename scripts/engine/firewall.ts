/** One rule as `iptables-save` prints it, with its table. */
interface Rule {
  readonly table: string;
  readonly chain: string;
  readonly match: string;
}

function rulesIn(saved: string): Rule[] {
  const rules: Rule[] = [];
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const [, chain, match] = /^-A (\S+) (.*)$/.exec(line) ?? [];
    if (chain !== undefined && match !== undefined) rules.push({ table, chain, match });
  }
  return rules;
}

/**
 * A starting engine empties the chains that all engines of a machine share (their names are fixed), and so takes
 * away what another engine keeps its networks apart with. This puts the lost rules back, in front and in their order.
 *
 * @param before what `iptables-save` printed before the start
 * @param after the same, after it
 * @returns the input of `iptables-restore --noflush`; empty when nothing was lost
 */
export function restoreLost(before: string, after: string): string {
  const kept = new Set(rulesIn(after).map((rule) => JSON.stringify(rule)));
  const lost = rulesIn(before).filter((rule) => !kept.has(JSON.stringify(rule)));
  // Each is inserted at the top, so the first comes last.
  return script(lost.toReversed(), ({ chain, match }) => `-I ${chain} 1 ${match}`);
}

/** The input of `iptables-restore --noflush` that removes every rule of a bridge; empty when there is none. */
export function removeRulesOf(bridge: string, saved: string): string {
  const own = rulesIn(saved).filter(({ match }) => match.split(' ').includes(bridge));
  return script(own, ({ chain, match }) => `-D ${chain} ${match}`);
}

function script(rules: readonly Rule[], line: (rule: Rule) => string): string {
  const tables = [...new Set(rules.map(({ table }) => table))];
  return tables
    .map((table) => {
      const lines = rules.filter((rule) => rule.table === table).map(line);
      return [`*${table}`, ...lines, 'COMMIT', ''].join('\n');
    })
    .join('');
}
