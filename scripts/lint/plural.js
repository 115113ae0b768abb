/** Behind a number, though they end in s: units, and what is not a noun. */
const OTHERS = new Set([
  'as',
  'does',
  'has',
  'hours',
  'is',
  'less',
  'lists',
  'means',
  'ms',
  's',
  'spreads',
  'was',
]);

/** A limit of the program, or one more than another. */
const IS_CONSTANT = /^[A-Z][A-Z_]*\b|\+ 1$/;
const IS_COUNT = /(=== 1\b|!== 1\b|> 1\b|< 2\b)/;

/** Reports "${n} traces" for a number that may be 1: "1 traces". */
const rule = {
  meta: {
    type: 'suggestion',
    docs: { description: 'a number that may be 1, before a noun in the plural' },
    messages: {
      plural: 'of 1 this reads "1 {{noun}}": use counted(n, noun)',
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    // Types: the parser of typescript-eslint has them.
    const services = sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const isNumber = (node) => {
      const type = services.getTypeAtLocation(node);
      return checker.typeToString(checker.getBaseTypeOfLiteralType(type)) === 'number';
    };
    /** Where the sentence depends on the number already. */
    const isChosen = (node) => {
      for (let at = node.parent; at && !/Function|Program/.test(at.type); at = at.parent)
        if (at.type === 'ConditionalExpression' && IS_COUNT.test(sourceCode.getText(at.test)))
          return true;
      return false;
    };
    return {
      TemplateLiteral(node) {
        for (const [at, value] of node.expressions.entries()) {
          const [, noun] = /^ ([a-z]+s)\b(?!\/)/.exec(node.quasis[at + 1].value.raw) ?? [];
          if (noun === undefined || OTHERS.has(noun)) continue;
          const isFixed = IS_CONSTANT.test(sourceCode.getText(value));
          if (isFixed || isChosen(node) || !isNumber(value)) continue;
          context.report({ node: value, messageId: 'plural', data: { noun } });
        }
      },
    };
  },
};

export default { rules: { plural: rule } };
