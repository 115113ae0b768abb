import tseslint from 'typescript-eslint';
import words from './scripts/lint/plain-words.js';
import plural from './scripts/lint/plural.js';

/** What a pure folder may not touch: the world reaches it as arguments. */
const impure = ['process', 'fetch', 'setTimeout', 'setInterval', 'console'].map((name) => ({
  name,
  message: 'This folder is pure: take it as an argument instead.',
}));

export default tseslint.config(
  // A sender is a program of its own, beside those in other languages.
  { ignores: ['dist/', 'test/fixtures/', 'node_modules/', 'scripts/senders/js/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60 }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_$' }],
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'exit',
          message: 'Throw a LabError; start.ts sets the exit code.',
        },
      ],
    },
  },
  {
    // Those write to programs, and with the sizes of their own limits.
    files: ['src/**'],
    ignores: ['src/{backend,load,otlp}/**'],
    plugins: { plural },
    rules: { 'plural/plural': 'error' },
  },
  { files: ['src/start.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['src/model/**', 'src/analysis/**', 'src/render/**'],
    rules: {
      'no-restricted-globals': ['error', ...impure],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'Pure folder: no clock.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Pure folder: no clock.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Pure folder: no random.',
        },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    // The list names the words that it forbids.
    ignores: ['scripts/lint/words.js'],
    plugins: { words },
    rules: { 'words/plain-words': 'error' },
  },
  // Titles of tests are for developers, as comments are.
  { files: ['test/**'], rules: { 'words/plain-words': ['error', 'comment'] } },
);
