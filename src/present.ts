type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The properties that have a value: optional ones are absent here, never `undefined`. */
export function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
