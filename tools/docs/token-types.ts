// The page of all token types, from the registry.

import type { TokenType } from "../../src/core/token-type.ts";
import { tokenTypes } from "../../src/tokens/index.ts";
import { code, page, table } from "./page.ts";

const natures: Readonly<Record<TokenType["otp"], string>> = {
  spent: "each value once",
  reusable: "the same value again and again",
  none: "none, the PIN is all",
  elsewhere: "as another token or server judges",
};

export function tokenTypesPage(): string {
  return page("Token types", "What `type` may be at enrollment. Each type can be a rollout token.", [
    table(
      ["type", "is", "serial begins with", "OTP", "at once", "by challenge", "people enroll it themselves"],
      [...tokenTypes.values()].map(rowOf),
    ),
  ]);
}

function rowOf({ spelling, title, prefix, otp, modes, selfEnroll }: TokenType): readonly string[] {
  return [
    code(spelling),
    title,
    code(prefix),
    natures[otp],
    ...[modes.authenticate, modes.challenge, selfEnroll].map((holds) => (holds ? "yes" : "no")),
  ];
}
