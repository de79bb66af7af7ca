// When a TOTP token showed this OTP: how a helpdesk finds out what an owner saw (contract 05 section 2, totp_lookup).

import { adminRealms } from "../../../core/policy/rights.ts";
import { unsealed } from "../../../core/unsealed.ts";
import { lookBack, type Shown } from "../../../tokens/totp/ahead.ts";
import { type Administrator, denied, onTokens } from "../../rights.ts";
import type { World } from "../../world.ts";

export interface TotpLookup {
  readonly serial: string;
  readonly otp: string;
  readonly windowSeconds: number;
}

/** Undefined: there is no such TOTP token, or it did not show that. */
export async function lookUpTotp(
  world: World,
  { serial, otp, windowSeconds }: TotpLookup,
  who: Administrator,
): Promise<Shown | undefined> {
  const settings = world.store.settings();
  const token = await world.store.token(serial);
  // Nothing is told about serials to those who may not ask about any.
  if (adminRealms(settings.policies, who.admin, "totp_lookup", who.origin.at).length === 0) {
    throw denied("You do not have the administrative right to look up TOTP values. Check the policies.");
  }
  if (token === undefined) return undefined;
  onTokens(who, { action: "totp_lookup", deed: (of) => `look up values of token ${of}` })([token], {
    settings,
  });
  const seed = token.type === "totp" ? unsealed(token, world.vault).seed : undefined;
  return seed === undefined ? undefined : lookBack(token, otp, { seed, now: world.now(), windowSeconds });
}
