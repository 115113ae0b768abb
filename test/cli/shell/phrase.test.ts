import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phrase } from '../../../src/cli/shell/phrase.ts';
import { programInMemory } from '../../support/examples.ts';

const cases: [text: string, typed: string][] = [
  ['jaeger-lab down', 'npx jaeger-lab down --name b'],
  ['jaeger-lab trace slowest --critical', 'npx jaeger-lab trace --name b slowest --critical'],
  ['jaeger-lab --help', 'jaeger-lab --help'],
  ['jaeger-lab images load FILE', 'npx jaeger-lab images load FILE'],
  ['jaeger-lab explain gap', 'npx jaeger-lab explain gap'],
  ['jaeger-lab scenario list', 'npx jaeger-lab scenario list'],
];

for (const [text, typed] of cases)
  test(`for lab b, ${text} is typed as ${typed}`, () => {
    assert.equal(phrase(text, 'npx jaeger-lab', 'b'), typed);
  });

const program = await programInMemory();

for (const command of program.commands)
  test(`the lab's name follows ${command.name()} where it takes one`, () => {
    const parts = command.commands.length > 0 ? command.commands : [command];
    const takesLab = parts.every(({ options }) => options.some(({ long }) => long === '--name'));
    const typed = phrase(`jaeger-lab ${command.name()}`, 'jaeger-lab', 'b');
    assert.equal(typed.includes('--name b'), takesLab);
  });
