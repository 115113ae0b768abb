import type { ComponentChildren, JSX } from 'preact';
import { duration } from '../../../render/terminal/duration.ts';
import { percent } from '../../../render/terminal/words.ts';
import { printable } from '../../../render/terminal/printable.ts';

/** A length of time as the terminal writes it; the exact microseconds are in its title, and in `data-us`. */
export function Time({
  us,
  title,
}: {
  readonly us: number | undefined;
  readonly title?: string;
}): JSX.Element {
  if (us === undefined) return <span class="figure none">–</span>;
  const exact = `${Math.round(us)} µs`;
  return (
    <span class="figure" data-us={us} title={title === undefined ? exact : `${title}: ${exact}`}>
      {duration(us)}
    </span>
  );
}

export function Change({ us }: { readonly us: number }): JSX.Element {
  const sign = us < 0 ? '−' : '+';
  return (
    <span class="figure" data-us={us} title={`${Math.round(us)} µs`}>
      {Math.abs(us) < 0.5 ? '0 µs' : `${sign}${duration(Math.abs(us))}`}
    </span>
  );
}

export function Share({ of }: { readonly of: number | undefined }): JSX.Element {
  if (of === undefined) return <span class="figure none">–</span>;
  return (
    <span class="figure" data-share={of} title={`${(of * 100).toFixed(2)} %`}>
      {percent(of).replace('-', '−')}
    </span>
  );
}

interface OutsideProps {
  readonly text: string;
  /** Letters that are shown; the rest is in the title. */
  readonly most?: number;
  readonly class?: string;
  /** Before the text. */
  readonly children?: ComponentChildren;
}

/** Text from outside: in one line, with what cannot be seen spelt out, and kept from changing the direction of the rest. */
export function Outside({ text, most = 160, children, ...rest }: OutsideProps): JSX.Element {
  const shown = printable(text);
  return (
    <bdi
      class={rest.class ?? 'outside'}
      title={shown.length > 40 ? shown.slice(0, 2000) : undefined}
    >
      {children}
      {shown.length > most ? `${shown.slice(0, most)}…` : shown}
    </bdi>
  );
}

const MOST_OF_A_SENTENCE = 400;

/** A sentence of ours about names from outside. Of a long one both ends are shown: names stand in its middle, or first. */
export const Sentence = ({ text }: { readonly text: string }): JSX.Element => {
  const half = MOST_OF_A_SENTENCE / 2;
  const isLong = text.length > MOST_OF_A_SENTENCE;
  return (
    <Outside
      text={isLong ? `${text.slice(0, half)} … ${text.slice(-half)}` : text}
      most={Infinity}
    />
  );
};
