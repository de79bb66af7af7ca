// POST /userservice/auth, the portal's login before LinOTP 3: password and OTP at once, in one step (contract 07 section 2).

import { auditEntry, type Origin } from "../../core/audit.ts";
import type { World } from "../world.ts";
import { provideAtLogin } from "./automation.ts";
import { check } from "./check.ts";
import {
  type Credentials,
  enter,
  type LoginOutcome,
  type Proof,
  portalRequest,
  provePassword,
  sessionOnSuccess,
} from "./login.ts";
import { newTicket, type Ticket } from "./portal-session.ts";

/** Undefined: refused. The audit entry is written in either case. */
export async function logInAtOnce(
  world: World,
  credentials: Credentials,
  origin: Origin,
): Promise<Ticket | undefined> {
  const proof = await provePassword(world, credentials, origin);
  if (proof === undefined) return undefined;
  if (proof.ruling.selfservice.mfa_login) return await withOtp(world, proof, { credentials, origin });
  const { user, account } = proof;
  return ticketOf(await enter(world, user, { origin, account, mayEnter: () => true }));
}

/**
 * PIN and OTP together, as the policies of the person say. A rollout token is a token: its secret is asked for, and
 * accepted (deviation 12). Without any token nobody gets in here, whatever policies say about people without tokens;
 * except with one that a policy gives him on the way.
 */
async function withOtp(
  world: World,
  { user, ruling }: Proof,
  { credentials, origin }: { readonly credentials: Credentials; readonly origin: Origin },
): Promise<Ticket | undefined> {
  const { otp = "", password } = credentials;
  const ticket = newTicket(world, { user, client: origin.client, state: "authenticated" });
  const request = portalRequest(user, origin, { pass: otp });
  const consequence = sessionOnSuccess(ticket.session);
  const provided = await provideAtLogin(world, request, { user, ruling, password, otp, consequence });
  if (provided !== undefined) return provided.kind === "accepted" ? ticket : undefined;
  if (otp === "") {
    const { login, realm } = user;
    const info = "password verified, second factor required";
    await world.store.record(auditEntry(origin, { user: login, realm, info }));
    return undefined;
  }
  const outcome = await check(world, request, consequence);
  return outcome.kind === "accepted" ? ticket : undefined;
}

function ticketOf(outcome: LoginOutcome): Ticket | undefined {
  return outcome.kind === "authenticated" ? outcome.ticket : undefined;
}
