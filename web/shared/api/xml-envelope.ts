// The answers to some uploads come in XML, which LinOTP's old pages wanted; they say the same as the usual ones.

/** The envelope as it would be in JSON. What is missing in the text is missing there too. */
export function readXmlEnvelope(text: string): unknown {
  const status = element(text, "status")?.trim() === "True";
  if (status) return { result: { status, value: element(text, "value") } };
  const code = Number(element(text, "code"));
  return { result: { status, error: { code, message: placed(text) } } };
}

/** With the line or the name of what was refused, where the answer tells it beside its sentence. */
function placed(text: string): string | undefined {
  const message = element(text, "message");
  const entry = element(text, "entry");
  return message === undefined || entry === undefined || message.includes(`(${entry})`)
    ? message
    : `${message} (${entry})`;
}

function element(text: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  return found?.replaceAll(/&(#?\w+);/g, (entity, word: string) => characters[word] ?? entity);
}

const characters: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  "#x27": "'",
  amp: "&",
};
