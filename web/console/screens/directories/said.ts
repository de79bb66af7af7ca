// What the server says about a directory, in the words that a language has for it.

type Known = Readonly<Record<string, string>>;

/**
 * `known`: the server's words to ours; `{n}` is a number, and `column` says what a name behind it is. Servers are told of
 * one after the other, causes behind colons. What is not known stays as it is, and so do brackets, but for LDAP's numbers.
 */
export function saidAs(sentence: string, known: Known): string {
  const servers = sentence.replace(/ \(LDAP result \d+\)/g, "").split(/; (?![^(]*\))/);
  const causes = (server: string) => server.split(/: (?![^(]*\))/).map((part) => partAs(part, known));
  return servers.map((server) => causes(server).join(": ")).join("; ");
}

function partAs(part: string, known: Known): string {
  if (known[part] !== undefined) return known[part];
  const [, words, bracket] = /^(.*?) (\(.*\))$/s.exec(part) ?? [];
  if (words !== undefined) return `${partAs(words, known)} ${bracket}`;
  const [number = ""] = /\d+(\.\d+)?/.exec(part) ?? [];
  const counted = number === "" ? undefined : known[part.replace(number, "{n}")];
  if (counted !== undefined) return counted.replace("{n}", number);
  const [, kind = "", name = ""] = /^(\w+) (\S+)$/.exec(part) ?? [];
  return known[kind] === undefined ? part : `${known[kind]} ${name}`;
}
