import { Argument, Command } from 'commander';
import type { Context } from '../../context.ts';
import { PURPOSE } from '../../shell/help/page.ts';
import { scripts } from './scripts.ts';

const HELP = `
Once for all shells to come:
${PURPOSE}bash: add to ~/.bashrc
  source <(jaeger-lab completion bash)
${PURPOSE}zsh: add to ~/.zshrc, after compinit
  source <(jaeger-lab completion zsh)
${PURPOSE}fish: run once
  jaeger-lab completion fish > ~/.config/fish/completions/jaeger-lab.fish
`;

export function completionCommand(context: Context): Command {
  return new Command('completion')
    .addArgument(
      new Argument('<shell>', 'shell that will read the script').choices(Object.keys(scripts)),
    )
    .action((shell: keyof typeof scripts) => context.out(scripts[shell]))
    .addHelpText('after', HELP.trimEnd());
}
