// What the server says about a directory, in the words that a language has for it.

/** The server's words to ours; what stands for `{1}`, `{2}` is the same in both. */
type Known = Readonly<Record<string, string>>;

/**
 * Servers are told of one after the other, causes behind colons. What is not known stays as it is, and so do brackets, but
 * for LDAP's numbers. Parameters of LDAP are called as they are labelled.
 */
export function saidAs(sentence: string, known: Known, labels: Known): string {
  const servers = sentence.replace(/ \(LDAP result \d+\)/g, "").split(/; (?![^(]*\))/);
  return servers.map((server) => labelled(serverAs(server, known), labels)).join("; ");
}

function serverAs(text: string, known: Known): string {
  const parts = text.split(/: (?![^(]*\))/);
  return wholeAs(text, known) ?? parts.map((part) => partAs(part, known)).join(": ");
}

function partAs(part: string, known: Known): string {
  const whole = wholeAs(part, known);
  if (whole !== undefined) return whole;
  const [, words, bracket] = /^(.*?) (\(.*\))$/s.exec(part) ?? [];
  return words === undefined ? part : `${partAs(words, known)} ${bracket}`;
}

function wholeAs(text: string, known: Known): string | undefined {
  if (Object.hasOwn(known, text)) return known[text];
  for (const [theirs, ours] of Object.entries(known)) {
    if (!theirs.includes("{1}")) continue;
    const found = patternOf(theirs).exec(text);
    if (found !== null) return ours.replaceAll(/\{(\d)\}/g, (_, index) => found[Number(index)] ?? "");
  }
  return undefined;
}

function patternOf(template: string): RegExp {
  const plain = template.replaceAll(/[.*+?^$|()[\]\\]/g, "\\$&");
  return new RegExp(`^${plain.replaceAll(/\{\d\}/g, "(\\S+)")}$`);
}

/** Only those that cannot be ordinary words. */
function labelled(text: string, labels: Known): string {
  return text.replaceAll(/\b[A-Z]{6,}\b/g, (name) =>
    labels[name] === undefined ? name : `“${labels[name]}”`,
  );
}
