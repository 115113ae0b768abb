import { wordsIn } from './words.js';

/** A string without a space is an identifier, a path or a key, and no sentence. */
const isSentence = (text) => /[a-z]{2,} |\s[a-z]{2,}/i.test(text);

/** Line breaks and the stars in front of a comment's lines, as spaces: the length stays. */
const unwrapped = (text) => text.replaceAll(/\n[ \t]*\*?/g, (gap) => ' '.repeat(gap.length));

/** Reports the words of scripts/lint/words.js in strings, templates and comments. */
const rule = {
  meta: {
    type: 'suggestion',
    docs: { description: 'sentences that a reader understands the first time' },
    messages: { word: '"{{found}}": {{why}}.' },
    // What a string is: a message of the program, or, as the title of a test, a note to developers.
    schema: [{ enum: ['message', 'comment'] }],
    defaultOptions: ['message'],
  },
  create(context) {
    const { sourceCode, options } = context;
    const [kindOfString] = options;
    const check = (node, text, kind, offset) => {
      for (const { index, found, why } of wordsIn(text, kind)) {
        const start = node.range[0] + offset + index;
        const loc = {
          start: sourceCode.getLocFromIndex(start),
          end: sourceCode.getLocFromIndex(start + found.length),
        };
        context.report({ loc, messageId: 'word', data: { found, why } });
      }
    };
    const checkString = (node, text) => {
      if (isSentence(text)) check(node, unwrapped(text), kindOfString, 1);
    };
    return {
      Literal: (node) => {
        if (typeof node.value === 'string') checkString(node, node.raw.slice(1, -1));
      },
      TemplateElement: (node) => checkString(node, node.value.raw),
      Program: () => {
        for (const comment of sourceCode.getAllComments()) {
          if (!/^\s*eslint-/.test(comment.value))
            check(comment, unwrapped(comment.value), 'comment', 2);
        }
      },
    };
  },
};

export default { rules: { 'plain-words': rule } };
