// A list whose order counts, and moving things in it.

export function moved<Item>(list: readonly Item[], index: number, by: -1 | 1): readonly Item[] {
  const target = index + by;
  const item = list[index];
  if (item === undefined || target < 0 || target >= list.length) return list;
  return list.toSpliced(index, 1).toSpliced(target, 0, item);
}

/** As the server writes it: lower case, hyphens for blanks. */
export function realmName(written: string): string {
  return written.trim().toLowerCase().replaceAll(/\s+/g, "-");
}

export function isRealmName(name: string): boolean {
  return /^[a-z0-9_\-.]{1,255}$/.test(name);
}

export function isResolverName(name: string): boolean {
  return /^[a-zA-Z0-9_-]{4,255}$/.test(name);
}
