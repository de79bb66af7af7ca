// Mails that tell people what was done to their tokens, by policies in scope notification (contract 09 section 8). They
// leave when it has been done, and nothing that was done fails with them. None of them holds a secret but the PIN that a
// policy has drawn for somebody who enrolls on the way.

import { auditEntry, type Origin } from "../core/audit.ts";
import { namesAction } from "../core/policy/rule.ts";
import type { Token } from "../core/token.ts";
import type { User } from "../core/user.ts";
import { rulingFor } from "./rights.ts";
import { userOf } from "./users.ts";
import type { World } from "./world.ts";

export type Notice = "enrollment" | "autoenrollment" | "setPin";

export interface Occasion {
  readonly origin: Origin;
  readonly token: Pick<Token, "serial" | "type">;
  /** Of an automatically enrolled token. */
  readonly pin?: string;
}

/** A place for the value of that name. All are filled in one pass: a value is never read as a place itself. */
const the = (name: string): string => `\${${name}}`;

const what = `the token ${the("serial")} (${the("tokentype")})`;
const whose = `${the("username")} in ${the("realm")} on ${the("time")}`;

const texts: { readonly [Kind in Notice]: { readonly subject: string; readonly text: string } } = {
  enrollment: {
    subject: "A token was enrolled for you",
    text: `${the("actor")} enrolled ${what} for ${whose}.`,
  },
  autoenrollment: {
    subject: "Your new token",
    text: `Enrolled: ${what} for ${whose}. Its PIN is: ${the("pin")}`,
  },
  setPin: {
    subject: "The PIN of your token was changed",
    text: `${the("actor")} changed the PIN of ${what} of ${whose}.`,
  },
};

const closing = "If you did not expect this, tell whoever administers your tokens.";

/**
 * Sends the mail that a policy wants, to the address in the person's directory. Never throws; a mail that could not be
 * sent has an audit entry of its own.
 */
export async function notify(
  world: World,
  notice: Notice,
  { user, ...occasion }: Occasion & { readonly user: User | undefined },
): Promise<void> {
  if (user === undefined) return;
  const provider = providerFor(world, notice, { user, origin: occasion.origin });
  if (provider === undefined) return;
  const why = await send(world, { notice, provider, user, occasion }).catch(() => "failed unexpectedly");
  if (why !== undefined) await record(world, { user, occasion, why });
}

/** The owners of these tokens, each for each of his tokens. Nobody is looked up unless a policy may want it. */
export async function notifyOwners(
  world: World,
  notice: Notice,
  { tokens, origin }: { readonly tokens: () => Promise<readonly Token[]>; readonly origin: Origin },
): Promise<void> {
  if (!namesAction(world.store.settings().policies, "notification", notice)) return;
  for (const token of await tokens().catch(() => [])) {
    if (token.owner === undefined) continue;
    const user = await userOf(world, token.owner, token.realms[0]).catch(() => undefined);
    await notify(world, notice, { user, token, origin });
  }
}

/** `email::<name>` in the policy that fits the person. */
function providerFor(
  world: World,
  notice: Notice,
  who: { readonly user: User; readonly origin: Origin },
): string | undefined {
  const written = rulingFor(world.store.settings(), who).notification[notice];
  return written?.trim().slice("email::".length).trim();
}

interface Mail {
  readonly notice: Notice;
  readonly provider: string;
  readonly user: User;
  readonly occasion: Occasion;
}

/** Why it was not sent; undefined when it was. */
async function send(world: World, { notice, provider, user, occasion }: Mail): Promise<string | undefined> {
  const { origin, token, pin } = occasion;
  const to = user.info["email"];
  if (to === undefined) return "no e-mail address is known";
  const { subject, text } = texts[notice];
  const delivery = await world.send(
    {
      channel: "email",
      to,
      subject,
      text: `${text}\n\n${closing}\n`,
      providers: [provider],
      replacements: {
        ...user.info,
        serial: token.serial,
        tokentype: world.types.get(token.type)?.spelling ?? token.type,
        username: user.login,
        realm: user.realm,
        actor: origin.administrator === "" ? user.login : origin.administrator,
        time: `${new Date(origin.at).toISOString().slice(0, 16).replace("T", " ")} UTC`,
        ...(pin === undefined ? {} : { pin }),
      },
    },
    world.store.settings(),
  );
  return delivery.delivered ? undefined : delivery.why;
}

/** What was done is done and told already: without this entry, too. */
async function record(
  world: World,
  { user, occasion, why }: { readonly user: User; readonly occasion: Occasion; readonly why: string },
): Promise<void> {
  const { origin, token } = occasion;
  const entry = auditEntry(origin, {
    serial: token.serial,
    user: user.login,
    realm: user.realm,
    actionDetail: "notification failed",
    info: why,
  });
  await world.store.record(entry).catch(() => undefined);
}
