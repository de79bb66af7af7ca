// Distinguished names (RFC 4514), as far as we must understand them: whether one lies below another.

/** One text per level, the entry's own first: spelled so that equal levels are equal texts. Undefined: no such name. */
export function levelsOf(dn: string): readonly string[] | undefined {
  const levels = splitUnescaped(dn, ",;").map(level);
  return levels.every((each) => each !== undefined) ? levels : undefined;
}

/** Whether the entry is below the base, or the base itself. */
export function isBelow(dn: string, base: string): boolean {
  const [entry, top] = [levelsOf(dn), levelsOf(base)];
  if (entry === undefined || top === undefined || entry.length < top.length) return false;
  return top.every((each, index) => each === entry[entry.length - top.length + index]);
}

function level(text: string): string | undefined {
  const parts = splitUnescaped(text, "+").map((part) => {
    const [, attribute = "", value = ""] = /^\s*([a-z][a-z\d-]*|\d+(?:\.\d+)*)\s*=(.*)$/is.exec(part) ?? [];
    return attribute === "" ? undefined : `${attribute.toLowerCase()}=${plainValue(value)}`;
  });
  return parts.every((each) => each !== undefined) ? parts.toSorted().join("+") : undefined;
}

/** Without escapes, quotes, outer blanks and differences of case. */
function plainValue(value: string): string {
  const trimmed = value.trim();
  const bare = trimmed.startsWith('"') && trimmed.endsWith('"') ? trimmed.slice(1, -1) : trimmed;
  const parts = bare.split(/((?:\\[\da-f]{2})+|\\.)/is).map((part, index) => {
    if (index % 2 === 0) return part;
    const hex = part.replaceAll("\\", "");
    return /^(?:\\[\da-f]{2})+$/i.test(part) ? Buffer.from(hex, "hex").toString("utf8") : part.slice(1);
  });
  return JSON.stringify(parts.join("").toLowerCase());
}

function splitUnescaped(text: string, separators: string): readonly string[] {
  const parts: string[] = [];
  let [from, quoted] = [0, false];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (sign === "\\") at++;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && separators.includes(sign)) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
