import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { type Address, scopeQuery } from '../address.ts';
import { type Ask, NotAnswered } from '../data/ask.ts';
import { restorePage } from '../scrolled.ts';

export const AskContext = createContext<Ask | undefined>(undefined);

export function useAsk(): Ask {
  const ask = useContext(AskContext);
  if (ask === undefined) throw new Error('no worker');
  return ask;
}

export type Answer<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly value: T; readonly isOld: boolean }
  | { readonly state: 'failed'; readonly sentence: string; readonly hint: string | undefined };

/**
 * What the worker answers; the previous answer stays until the next is there, so that the page does not flicker.
 *
 * @param key asked again when it changes
 */
export function useAnswer<T>(question: (ask: Ask) => Promise<T>, key: string): Answer<T> {
  const ask = useAsk();
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'waiting' });
  useEffect(() => {
    let isCurrent = true;
    setAnswer((before) =>
      before.state === 'there' ? { ...before, isOld: true } : { state: 'waiting' },
    );
    question(ask).then(
      (value) => {
        if (isCurrent) setAnswer({ state: 'there', value, isOld: false });
      },
      (thrown: unknown) => {
        if (!isCurrent) return;
        const sentence = thrown instanceof Error ? thrown.message : String(thrown);
        const hint = thrown instanceof NotAnswered ? thrown.hint : undefined;
        setAnswer({ state: 'failed', sentence, hint });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [key, ask]);
  return answer;
}

interface AnsweredProps<T> {
  readonly answer: Answer<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** Shows an answer, that it is awaited, or why it is missing. */
export function Answered<T>({ answer, children }: AnsweredProps<T>): JSX.Element {
  useLayoutEffect(restorePage, [answer.state]);
  if (answer.state === 'waiting')
    return (
      <p class="note" role="status">
        Reading traces …
      </p>
    );
  if (answer.state === 'failed')
    return (
      <div class="failed" role="alert">
        <p>{answer.sentence}</p>
        {answer.hint !== undefined && <p class="note">{answer.hint}</p>}
      </div>
    );
  return (
    <div class={answer.isOld ? 'old' : ''} aria-busy={answer.isOld}>
      {children(answer.value)}
    </div>
  );
}

/** The same about the traces of the address; asked again when these change, or are to be read again. */
export function useScoped<T>(
  { query }: Address,
  question: (ask: Ask, scope: string) => Promise<T>,
  key = '',
): Answer<T> {
  const scope = scopeQuery(query).toString();
  return useAnswer((ask) => question(ask, scope), [scope, query.get('again'), key].join('\n'));
}
