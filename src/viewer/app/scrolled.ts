/** Where the window, and the list in it, stood when a page was left. Kept with its step of the history. */
interface Scrolled {
  readonly page: number;
  readonly list: number;
}

/** Of the page that was gone back to, until another one is opened. */
let wanted: Scrolled | undefined;

const ofStep = (): Scrolled | undefined => (history.state as Scrolled | null) ?? undefined;

/** Has to listen before the page does: what is shown for a step needs what was kept with it. */
export function listenScrolled(): void {
  // The browser would restore it before the traces are there.
  history.scrollRestoration = 'manual';
  wanted = ofStep();
  addEventListener('popstate', () => {
    wanted = ofStep();
  });
  addEventListener('pagehide', keepScrolled);
}

function keepScrolled(): void {
  const list = document.querySelector('.rows')?.parentElement?.scrollTop ?? 0;
  history.replaceState({ page: scrollY, list } satisfies Scrolled, '');
}

/** Before another page takes the place of this one. */
export function leaveScrolled(): void {
  keepScrolled();
  wanted = undefined;
}

export function restoreList(element: HTMLElement): void {
  if (wanted) element.scrollTop = wanted.list;
}

/** Each part of the page may be the one that makes it long enough. */
export function restorePage(): void {
  if (wanted && scrollY < wanted.page) scrollTo(0, wanted.page);
}
