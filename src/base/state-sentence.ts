/** A component and its state as one sentence: "gateway has exited", "gateway is missing". */
export const stateSentence = (component: string, state: string): string =>
  `${component} ${state === 'exited' ? 'has' : 'is'} ${state}`;
