// Reports the words of words.js in the project's Markdown pages. Lines of code and of output are left out. A line
// after <!-- plain-words: reason --> is an exception.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { wordsIn } from './words.js';

const EXCEPTION = /^<!-- plain-words: \S.* -->$/;

/** The lines of a page that are prose, with their numbers from 1 on; inline code is blanked out. */
function proseOf(page) {
  let inCode = false;
  return page.split('\n').flatMap((line, index, lines) => {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isFence) inCode = !inCode;
    if (isFence || inCode || EXCEPTION.test(lines[index - 1] ?? '')) return [];
    return [
      { number: index + 1, text: line.replaceAll(/`[^`]*`/g, (code) => '`'.repeat(code.length)) },
    ];
  });
}

const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
const problems = pages.flatMap((page) =>
  proseOf(readFileSync(page, 'utf8')).flatMap(({ number, text }) =>
    wordsIn(text, 'page').map(
      ({ index, found, why }) => `${page}:${number}:${index + 1}  "${found}": ${why}`,
    ),
  ),
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
