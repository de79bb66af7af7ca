// Rows of text as LinOTP writes them: JSON values joined by a comma and a blank (contract 10 section 1).

/** Double quotes inside a value become single ones. */
export function csvLine(values: readonly (string | number | boolean)[]): string {
  return values
    .map((value) => JSON.stringify(typeof value === "string" ? value.replaceAll('"', "'") : value))
    .join(", ");
}
