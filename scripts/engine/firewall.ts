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
 * A starting engine clears the chains that all engines of a machine share (their names are fixed), including the rules
 * with which another engine isolates its networks. This restores the lost rules, in front and in their order.
 *
 * @param before output of `iptables-save` before the start
 * @param after output of `iptables-save` after the start
 * @returns the input of `iptables-restore --noflush`; empty when no rule was lost
 */
export function restoreLost(before: string, after: string): string {
  const kept = new Set(rulesIn(after).map((rule) => JSON.stringify(rule)));
  const lost = rulesIn(before).filter((rule) => !kept.has(JSON.stringify(rule)));
  // Each is inserted at the top, so the first one is inserted last.
  return script(lost.toReversed(), ({ chain, match }) => `-I ${chain} 1 ${match}`);
}

/** The input of `iptables-restore --noflush` that removes every rule of a bridge; empty when it has no rules. */
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
