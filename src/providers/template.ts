// Texts with places for values: `${name}` for any, `<otp>` and `<serial>` as LinOTP has them (contract 08 section 5).

type Values = { readonly [name: string]: string };

/** One pass, so that a value never becomes a place. Unknown names stay as they are. */
export function fillTemplate(template: string, values: Values, encode = (value: string) => value): string {
  return template.replace(/\$\{(\w+)\}|<(otp|serial)>/g, (place: string, named?: string, short?: string) => {
    const name = named ?? short ?? "";
    return Object.hasOwn(values, name) ? encode(values[name] ?? "") : place;
  });
}

export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
