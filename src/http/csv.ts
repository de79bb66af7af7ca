// Rows of text as LinOTP writes them: JSON values joined by a comma and a blank (contract 10 section 1).

/** Double quotes inside a value become single ones. */
export function csvLine(values: readonly (string | number | boolean)[]): string {
  return values
    .map((value) => JSON.stringify(typeof value === "string" ? harmless(value.replaceAll('"', "'")) : value))
    .join(", ");
}

/** Spreadsheets calculate what begins like this, and a formula can fetch and run things. */
const formula = /^[=+\-@\t\r]/;
/** Digits and what telephone numbers are written with cannot name a function. */
const numberLike = /^[+-][\d\s()./-]*$/;

/**
 * A value that a spreadsheet reads as text: a formula gets an apostrophe in front (deviation 24). User names, descriptions
 * and the like come from people, and an export is opened by an administrator.
 */
export function harmless(value: string): string {
  return formula.test(value) && !numberLike.test(value) ? `'${value}` : value;
}
