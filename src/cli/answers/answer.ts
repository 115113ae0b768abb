/**
 * An answer as it is made: nothing in it need be mutable, and what the schema leaves optional may also be undefined,
 * which JSON leaves out.
 */
export type Answer<T> = T extends (infer Item)[]
  ? readonly Answer<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Answer<T[Key]> | (undefined extends T[Key] ? undefined : never) }
    : T;
