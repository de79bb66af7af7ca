// Which PINs people may choose for themselves (contract 09 section 9).

import { refuse } from "../problem.ts";

export interface PinRules {
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  /** `otp_pin_contents`: letters c, n, s, o, optionally behind + or -. Empty: anything. */
  readonly contents: string;
}

interface PinClass {
  readonly letter: string;
  readonly about: string;
  readonly test: RegExp;
}

const classes: readonly PinClass[] = [
  { letter: "c", about: "letters", test: /[a-zA-Z]/ },
  { letter: "n", about: "digits", test: /[0-9]/ },
  { letter: "s", about: "special characters", test: /[.:,;_<>+*!/()=?$§%&#~^-]/ },
  { letter: "o", about: "other characters", test: /[^a-zA-Z0-9.:,;_<>+*!/()=?$§%&#~^-]/ },
];

/** Throws the sentence that the portal shows. */
export function checkPin(pin: string, rules: PinRules): void {
  const fault = lengthFault([...pin].length, rules) ?? contentFault(pin, rules.contents);
  if (fault !== undefined) throw refuse(`Error: ${fault}`);
}

function lengthFault(length: number, { minLength, maxLength }: PinRules): string | undefined {
  if (minLength !== undefined && minLength > 0 && length < minLength) {
    return `The provided PIN is too short. It should be at least ${minLength} characters.`;
  }
  if (maxLength !== undefined && maxLength > 0 && length > maxLength) {
    return `The provided PIN is too long. It should not be longer than ${maxLength} characters.`;
  }
  return undefined;
}

/** No prefix: every named class occurs. `-`: and no other. `+`: at least one of them, and no other. */
function contentFault(pin: string, contents: string): string | undefined {
  const named = classes.filter(({ letter }) => contents.includes(letter));
  if (named.length === 0) return undefined;
  const present = classes.filter(({ test }) => test.test(pin));
  const lacking = named.find((each) => !present.includes(each));
  const foreign = present.find((each) => !named.includes(each));
  const strict = contents.startsWith("+") || contents.startsWith("-");
  if (strict && foreign !== undefined) return sentence("contains not allowed", foreign);
  const oneSuffices = contents.startsWith("+") && named.some((each) => present.includes(each));
  return lacking === undefined || oneSuffices ? undefined : sentence("does not contain any", lacking);
}

function sentence(verb: string, { about }: PinClass): string {
  return `The provided PIN ${verb} ${about}. Check policy otp_pin_contents.`;
}
