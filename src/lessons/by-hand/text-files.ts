/** Text by the name of its file. */
export type Files = Readonly<Record<string, string>>;
