import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const OPEN = 'jaeger-lab-help';

export const openHelp = (): void => void dispatchEvent(new Event(OPEN));

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['j  k', 'next and previous row; ↓ ↑ too, on Search in the list'],
  ['← →', 'collapse and expand a span; from a collapsed one to its parent'],
  ['Enter', 'open the selected trace, or the details of the span'],
  ['Home End PgUp PgDn', 'first and last row, a page up and down'],
  ['/', 'find in a trace'],
  ['n  N', 'next and previous match'],
  ['e  E', 'next and previous error'],
  ['c  C', 'next and previous section of the critical path'],
  ['+  −  0', 'zoom in, zoom out, show the whole trace'],
  ['Esc', 'close the panel, leave the zoom'],
  ['?', 'this list'],
];

/** Whether a key is typed into a field, where it is text. */
export const isTyping = ({ target }: Event): boolean =>
  target instanceof HTMLElement && /^(input|select|textarea)$/i.test(target.tagName);

export function Help(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const open = (): void => {
      if (!dialog.current?.open) dialog.current?.showModal();
    };
    const typed = (event: KeyboardEvent): void => {
      if (event.key === '?' && !isTyping(event)) open();
    };
    addEventListener(OPEN, open);
    addEventListener('keydown', typed);
    return () => {
      removeEventListener(OPEN, open);
      removeEventListener('keydown', typed);
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="help-title">
      <h2 id="help-title">Keyboard</h2>
      <table class="plain">
        <tbody>
          {KEYS.map(([keys, what]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
