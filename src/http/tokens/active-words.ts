// The words for a state that LinOTP takes as a filter of tokens (contract 05 section 2).

const active = ["/:active:/", "/:enabled:/", "/:token is active:/", "/:token is enabled:/"];
const inactive = ["/:inactive:/", "/:disabled:/", "/:token is inactive:/", "/:token is disabled:/"];

/** Undefined: the filter is about something else. */
export function activeWanted(filter: string | undefined): boolean | undefined {
  const word = filter?.toLowerCase();
  if (word === undefined) return undefined;
  return active.includes(word) || (inactive.includes(word) ? false : undefined);
}
