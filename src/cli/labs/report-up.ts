import { componentLine } from '../../render/terminal/component.ts';
import { paint } from '../../render/terminal/screen.ts';
import { megabytes } from '../../render/terminal/words.ts';
import type { RuntimeEvent } from '../../runtime/runtime.ts';
import type { Context } from '../context.ts';
import type { Progress } from '../shell/progress.ts';

/** Turns what a runtime reports into lines of progress. */
export function reportUp(progress: Progress, context: Context): (event: RuntimeEvent) => void {
  const { noteScreen: screen } = context;
  const tick = paint(screen).green(screen.unicode ? '✔' : 'ok');
  return (event) => {
    switch (event.kind) {
      case 'pulling':
        progress.update(
          event.image,
          `  pulling ${event.image} ${megabytes(event.bytes)} of ${megabytes(event.totalBytes)}`,
        );
        break;
      case 'pulled':
        progress.done(event.image, `${tick} pulled ${event.image}`);
        break;
      case 'building':
        progress.update(event.image, `  building ${event.image}`);
        break;
      case 'built':
        progress.done(event.image, `${tick} built ${event.image}`);
        break;
      case 'starting':
        progress.update(event.component, `  ${event.component} is starting`);
        break;
      case 'ready':
        progress.done(
          event.component.name,
          `${tick} ${componentLine(event.component, readyWords(event), screen)}`,
        );
        break;
    }
  };
}

function readyWords({ how, afterMs }: { how: string; afterMs: number }): string {
  if (how === 'unchanged') return 'already there';
  return `${how === 'recreated' ? 'again ready' : 'ready'} in ${(afterMs / 1000).toFixed(1)} s`;
}
