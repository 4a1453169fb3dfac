type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The properties that have a value: optional ones are absent here, never `undefined`. */
export function present<T extends object>(values: T): Present<T> {
  // Dozens of times for each incident: lists of names and values would be half of what reading one makes.
  const kept: Partial<T> = {};
  for (const key in values) if (values[key] !== undefined) kept[key] = values[key];
  return kept as Present<T>;
}
