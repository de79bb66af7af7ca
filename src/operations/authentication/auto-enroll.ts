// Making somebody an SMS or e-mail token when he shows his password, and asking for its first OTP at once (contract 06
// section 6).

import { fieldsOf } from "../../core/fields.ts";
import { alphabetOf, bytesFor, randomText } from "../../core/lifecycle/random-text.ts";
import { Refusal, refuse } from "../../core/problem.ts";
import { type Serial, sameOwner } from "../../core/token.ts";
import type { TokenType } from "../../core/token-type.ts";
import type { User } from "../../core/user.ts";
import { notify } from "../notify.ts";
import { enroll, freshSerials } from "../tokens/enroll.ts";
import { tagOf } from "../tokens/random-pin.ts";
import { tokenRealmsOf } from "../users.ts";
import type { World } from "../world.ts";
import { type Given, showsPassword } from "./auto-assign.ts";
import type { Provided } from "./automation.ts";
import { check } from "./check.ts";

export async function autoEnroll(world: World, given: Given): Promise<Provided> {
  const choice = chosen(given);
  if (choice === undefined || !(await showsPassword(world, given, given.pass))) return undefined;
  const { user, request } = given;
  try {
    const mailed = given.ruling.notification.autoenrollment ? drawn(world) : undefined;
    const serial = await create(world, given, { ...choice, pin: mailed ?? given.pass });
    if (mailed !== undefined)
      await notify(world, "autoenrollment", {
        user,
        origin: request.origin,
        token: { serial, type: choice.type },
        pin: mailed,
      });
    // Whoever has just shown his password is asked for the OTP; which PIN the token has does not matter yet.
    const asking = { ...request, serials: [serial], pinMode: "verified", pass: "" } as const;
    const outcome = await check(world, asking);
    if (outcome.kind !== "rejected") return { kind: "done", outcome };
    return { kind: "done", outcome: { ...outcome, detail: { error: failure(user, outcome.sentence) } } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: "failed", why: failure(user, error.message) };
  }
}

function failure({ login, realm }: User, why: string): string {
  return `auto_enrollment for user ${login}@${realm} failed: ${why}`;
}

/** Where a policy mails the PIN, it is one that was made up (contract 06 section 6). */
function drawn(world: World): string {
  return randomText(alphabetOf(""), pinLength, world.random(bytesFor(pinLength)));
}

const pinLength = 8;

interface Choice {
  readonly type: "sms" | "email";
  readonly parameters: { readonly [name: string]: string };
}

/** The first that the policy lists and for which the directory has an address. `*`: SMS before e-mail. */
function chosen({ ruling, user }: Given): Choice | undefined {
  const words = (ruling.enrollment.autoenrollment ?? "").toLowerCase().split(/\s+/);
  const order = words.flatMap((word) =>
    word === "*" ? (["sms", "email"] as const) : isKnown(word) ? [word] : [],
  );
  const choices = order.map((type) => choiceOf(type, user));
  return choices.find((choice) => choice !== undefined);
}

function isKnown(word: string): word is "sms" | "email" {
  return word === "sms" || word === "email";
}

function choiceOf(type: "sms" | "email", { info }: User): Choice | undefined {
  const { mobile, email } = info;
  if (type === "sms") return mobile ? { type, parameters: { phone: mobile } } : undefined;
  return email ? { type, parameters: { email_address: email } } : undefined;
}

async function create(
  world: World,
  { user, request }: Given,
  { type: name, parameters, pin }: Choice & { readonly pin: string },
): Promise<Serial> {
  const type = world.types.get(name) as TokenType;
  const draft = {
    origin: request.origin,
    by: "administrator",
    type,
    fields: fieldsOf(parameters),
    serials: await freshSerials(world, type),
    serialGiven: false,
    user,
    paths: undefined,
    description: `auto enrolled for ${user.login}@${user.realm}`,
    active: undefined,
    realms: tokenRealmsOf(world.store.settings(), user),
    pin: { tag: tagOf(world, pin) },
    replacement: false,
  } as const;
  const { serial } = await enroll(world, draft, ({ tokens }) => () => {
    if (tokens.some(({ owner }) => sameOwner(owner, user.owner))) throw refuse("there is a token by now");
    return [];
  });
  return serial;
}
