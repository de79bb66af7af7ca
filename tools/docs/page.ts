// The form that all pages of the reference have.

/** A page: its title, one paragraph, and the rest. Every line that ends in a blank would be a line break; none does. */
export function page(title: string, about: string, parts: readonly string[]): string {
  return `${[`# ${title}`, "<!-- Written by tools/docs.ts from the code; do not edit. -->", about, ...parts].join("\n\n")}\n`;
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map(cell).join(" | ")} |`)
    .join("\n");
}

export function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
