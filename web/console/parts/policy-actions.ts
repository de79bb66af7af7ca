// The text of a policy's actions, taken apart and put together: `name`, `name=value`, `!name`, quotes around values
// that contain commas.

export type SetAction = {
  readonly name: string;
  /** `true` and `false` for actions that are on or off. */
  readonly value: string;
};

const entry = /\s*((?:[^,'"]|'[^']*'|"[^"]*")*)(?:,|$)/y;

/** Undefined when a quote is not closed. */
export function parseActions(text: string): readonly SetAction[] | undefined {
  const entries: string[] = [];
  entry.lastIndex = 0;
  while (entry.lastIndex < text.length) {
    const found = entry.exec(text);
    if (found === null) return undefined;
    entries.push((found[1] ?? "").trim());
  }
  return entries.filter((each) => each !== "").map(readAction);
}

function readAction(text: string): SetAction {
  const equals = text.indexOf("=");
  if (equals < 0) {
    return text.startsWith("!")
      ? { name: text.slice(1).trim(), value: "false" }
      : { name: text, value: "true" };
  }
  const value = text.slice(equals + 1).trim();
  return { name: text.slice(0, equals).trim(), value: unquoted(value) };
}

function unquoted(value: string): string {
  return /^'[^']*'$|^"[^"]*"$/.test(value) ? value.slice(1, -1) : value;
}

/** On or off is written as the name alone where that is enough. */
export function writeActions(actions: readonly SetAction[]): string {
  return actions.map(({ name, value }) => (value === "true" ? name : `${name}=${quoted(value)}`)).join(", ");
}

function quoted(value: string): string {
  if (!/[,'"]|^\s|\s$/.test(value)) return value;
  return value.includes("'") ? `"${value.replaceAll('"', "")}"` : `'${value}'`;
}
