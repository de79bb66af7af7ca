// What a person may do with a token: as policies allow, and as makes sense in its state.

import { isUnproven, type Token } from "../../api/read-token.ts";

export type TokenAction =
  | "rename"
  | "test"
  | "setPin"
  | "enable"
  | "disable"
  | "reset"
  | "resync"
  | "unassign"
  | "delete";

/** Names of the policy actions in scope selfservice. */
const rights: Readonly<Record<TokenAction, string>> = {
  test: "verify",
  rename: "setDescription",
  setPin: "setOTPPIN",
  resync: "resync",
  reset: "reset",
  enable: "enable",
  disable: "disable",
  unassign: "unassign",
  delete: "delete",
};

const withCounter: readonly string[] = ["hmac", "totp"];

const sensible: Readonly<Record<TokenAction, (token: Token) => boolean>> = {
  test: (token) => token.active && !token.locked,
  rename: () => true,
  setPin: () => true,
  resync: (token) => withCounter.includes(token.type) && token.active,
  reset: (token) => token.failCount > 0,
  // What was never finished is not finished by being enabled.
  enable: (token) => !token.active && token.unfinished === "",
  disable: (token) => token.active,
  unassign: () => true,
  delete: () => true,
};

const order = Object.keys(rights) as readonly TokenAction[];

export function actionsFor(token: Token, allowed: readonly string[]): readonly TokenAction[] {
  return order.filter((action) => allowed.includes(rights[action]) && sensible[action](token));
}

/** The one thing that should happen to this token next, if anything. */
export function urgentAction(token: Token, actions: readonly TokenAction[]): TokenAction | undefined {
  const wanted: TokenAction | undefined = !token.active
    ? "enable"
    : token.locked
      ? "reset"
      : isUnproven(token)
        ? "test"
        : undefined;
  return actions.find((action) => action === wanted);
}

export type TokenCondition = "ready" | "disabled" | "locked" | "unproven" | "unfinished";

export function conditionOf(token: Token): TokenCondition {
  if (token.unfinished !== "") return "unfinished";
  if (!token.active) return "disabled";
  if (token.locked) return "locked";
  return isUnproven(token) ? "unproven" : "ready";
}
