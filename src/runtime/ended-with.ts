/** How a component ended, and the last line of its log, which need not be the reason: a killed process writes none. */
export const endedWith = (how: string, lastLine: string | undefined): string =>
  lastLine === undefined ? how : `${how}; last log line: ${lastLine}`;
