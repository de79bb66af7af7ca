// What the server says about a directory, in the words that a language has for it.

/** `known`: the server's words to ours. Parts between colons are looked up by themselves; numbers of results are left out. */
export function saidAs(sentence: string, known: Readonly<Record<string, string>>): string {
  return sentence
    .replace(/ \(LDAP result \d+\)/g, "")
    .split(": ")
    .map((part) => known[part] ?? part)
    .join(": ");
}
