/** What the shells' completion scripts call the program with, before the words that were typed. */
export const COMPLETE = '__complete';
