// Which of our two languages a caller prefers.

/** RFC 9110 section 12.5.4. Equal weight: the one that was named first. */
export function preferredLanguage(header: string | undefined): "en" | "de" {
  if (header === undefined || !/de/i.test(header)) return "en";
  const wishes = header.split(",").map(readWish);
  const weight = (language: string): number =>
    Math.max(0, ...wishes.filter((wish) => wish.language === language).map((wish) => wish.weight));
  const first = wishes.find((wish) => wish.language === "de" || wish.language === "en");
  if (weight("de") === weight("en")) return first?.language === "de" && weight("de") > 0 ? "de" : "en";
  return weight("de") > weight("en") ? "de" : "en";
}

function readWish(entry: string): { readonly language: string; readonly weight: number } {
  const [tag = "", quality] = entry.split(";");
  const weight = /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(quality ?? "q=1")?.[1];
  return { language: tag.trim().slice(0, 2).toLowerCase(), weight: Number(weight ?? 0) };
}
