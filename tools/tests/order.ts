// Which test files run, and which of them need the machine to themselves.

/** Browser stories, load and crash tests would disturb, and be disturbed by, whatever runs beside them. */
const alonePatterns = [/^test\/(e2e|bench|load|crash)\//, /\.alone\.test\.ts$/];

/** The files that contain one of the fragments (all, when there is none), cheap rules first. */
export function inOrder(
  paths: readonly string[],
  fragments: readonly string[],
): { readonly together: readonly string[]; readonly alone: readonly string[] } {
  const wanted = paths
    .filter((path) => fragments.length === 0 || fragments.some((fragment) => path.includes(fragment)))
    .toSorted();
  const isAlone = (path: string): boolean => alonePatterns.some((pattern) => pattern.test(path));
  return { together: wanted.filter((path) => !isAlone(path)), alone: wanted.filter(isAlone) };
}
