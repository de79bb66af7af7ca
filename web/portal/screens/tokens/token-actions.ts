// What a person may do with a token: as policies allow, and as makes sense in its state.

import { isUnproven, type Token } from "../../api/read-token.ts";

export type TokenAction =
  | "finish"
  | "rename"
  | "test"
  | "setPin"
  | "setAppPin"
  | "enable"
  | "disable"
  | "reset"
  | "resync"
  | "unassign"
  | "delete";

/** What it takes to complete a token, by its type. */
const finishing: Readonly<Record<string, string>> = {
  fido2: "enrollFIDO2",
  qr: "activate_QRToken",
  push: "activate_PushToken",
};

/** Names of the policy actions in scope selfservice. */
const rights: Readonly<Record<TokenAction, string | ((token: Token) => string | undefined)>> = {
  finish: ({ type }) => finishing[type],
  test: "verify",
  rename: "setDescription",
  setPin: "setOTPPIN",
  setAppPin: "setMOTPPIN",
  resync: "resync",
  reset: "reset",
  enable: "enable",
  disable: "disable",
  unassign: "unassign",
  delete: "delete",
};

const withCounter: readonly string[] = ["hmac", "totp"];

/** Enrollments that wait for an app to scan a code that was shown elsewhere. */
const unscanned: readonly string[] = ["unpaired", "pairing_url_sent"];

export function waitsForScan({ type, unfinished }: Token): boolean {
  return type !== "fido2" && unscanned.includes(unfinished);
}

const sensible: Readonly<Record<TokenAction, (token: Token) => boolean>> = {
  finish: (token) => token.unfinished !== "" && !waitsForScan(token),
  test: (token) => token.active && !token.locked,
  rename: () => true,
  setPin: () => true,
  setAppPin: (token) => token.type === "motp",
  resync: (token) => withCounter.includes(token.type) && token.active,
  reset: (token) => token.failCount > 0,
  // What was never finished is not finished by being enabled.
  enable: (token) => !token.active && token.unfinished === "",
  disable: (token) => token.active,
  unassign: () => true,
  delete: () => true,
};

const order = Object.keys(rights) as readonly TokenAction[];

/** `busy`: another enrollment is going on. One that is taken up now would take its place, and its seed would be lost. */
export function actionsFor(token: Token, allowed: readonly string[], busy = false): readonly TokenAction[] {
  return order.filter((action) => {
    if (busy && action === "finish") return false;
    const right = rights[action];
    const needed = typeof right === "string" ? right : right(token);
    return needed !== undefined && allowed.includes(needed) && sensible[action](token);
  });
}

/** The one thing that should happen to this token next, if anything. */
export function urgentAction(token: Token, actions: readonly TokenAction[]): TokenAction | undefined {
  if (token.unfinished !== "") return actions.find((action) => action === "finish");
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
