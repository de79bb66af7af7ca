// Which PINs the policies allow (otp_pin_minlength, otp_pin_maxlength, otp_pin_contents), so that a person hears of
// a fault while typing. The server checks again.

import type { PinRules } from "./api/read-context.ts";
import type { PortalTexts } from "./texts/texts.ts";

const classes = [
  { letter: "c", test: /[a-zA-Z]/ },
  { letter: "n", test: /[0-9]/ },
  { letter: "s", test: /[.:,;_<>+*!/()=?$§%&#~^-]/ },
  { letter: "o", test: /[^a-zA-Z0-9.:,;_<>+*!/()=?$§%&#~^-]/ },
] as const;

export type PinFault = "missing" | "too-short" | "too-long" | "bad-content";

/** Where there are no rules, a token may go without a PIN. */
export function mustHavePin(rules: PinRules): boolean {
  return rules.minLength > 0 || named(rules.contents).length > 0;
}

export function pinFault(pin: string, rules: PinRules): PinFault | undefined {
  const length = [...pin].length;
  if (length === 0) return mustHavePin(rules) ? "missing" : undefined;
  if (length < rules.minLength) return "too-short";
  if (rules.maxLength > 0 && length > rules.maxLength) return "too-long";
  return contentFits(pin, rules.contents) ? undefined : "bad-content";
}

/** No prefix: every named class occurs. `-`: and no other. `+`: at least one of them, and no other. */
function contentFits(pin: string, contents: string): boolean {
  const wanted = named(contents);
  if (wanted.length === 0) return true;
  const strict = contents.startsWith("+") || contents.startsWith("-");
  const foreign = classes.some((each) => !wanted.includes(each) && each.test.test(pin));
  const met = (each: (typeof classes)[number]) => each.test.test(pin);
  return !(strict && foreign) && (contents.startsWith("+") ? wanted.some(met) : wanted.every(met));
}

function named(contents: string) {
  return classes.filter(({ letter }) => contents.includes(letter));
}

/** The rules as one sentence; empty without rules. */
export function pinRulesText(rules: PinRules, texts: PortalTexts): string {
  const { pin } = texts;
  const names = named(rules.contents)
    .map(({ letter }) => pin.classes[letter])
    .join(pin.and);
  const content = rules.contents.startsWith("+")
    ? pin.some
    : rules.contents.startsWith("-")
      ? pin.only
      : pin.each;
  const parts = [
    ...(rules.minLength > 0 ? [pin.atLeast(rules.minLength)] : []),
    ...(rules.maxLength > 0 ? [pin.atMost(rules.maxLength)] : []),
    ...(names === "" ? [] : [content(names)]),
  ];
  return parts.length === 0 ? "" : pin.rules(parts.join(", "));
}

export function pinFaultText(fault: PinFault, rules: PinRules, texts: PortalTexts): string {
  switch (fault) {
    case "missing":
      return texts.pin.missing;
    case "too-short":
      return texts.pin.tooShort(rules.minLength);
    case "too-long":
      return texts.pin.tooLong(rules.maxLength);
    case "bad-content":
      return texts.pin.badContent;
  }
}
