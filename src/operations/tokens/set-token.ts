// Setting properties, PIN, description, validity and realms of tokens.

import { setRealms, updateEach } from "../../core/lifecycle/manage-token.ts";
import type { Property } from "../../core/lifecycle/token-properties.ts";
import { makePin } from "../../core/pin.ts";
import type { Token, TokenUpdate } from "../../core/token.ts";
import { userPinPlace } from "../../core/vault.ts";
import { notifyOwners } from "../notify.ts";
import { type Administrator, limitedRealms, onTokens, realmLimit, requireRight } from "../rights.ts";
import type { World } from "../world.ts";
import { manage, type Target, tokensBeforehand } from "./manage.ts";

export interface Settings {
  readonly properties: readonly Property[];
  /** Undefined: PINs stay as they are. */
  readonly pin: string | undefined;
  /** For the audit trail; values yes, PINs no. */
  readonly about: { readonly actionDetail?: string; readonly info?: string };
}

/** How many tokens were set. */
export async function setTokens(
  world: World,
  target: Target,
  { settings, who }: { readonly settings: Settings; readonly who: Administrator },
): Promise<number> {
  const { properties, pin, about } = settings;
  const user = target.kind === "user" ? target.user : undefined;
  const maySet = onTokens(who, {
    action: "set",
    deed: (serial) => `set properties of token ${serial}`,
    user,
  });
  const maySetPin = onTokens(who, {
    action: "setOTPPIN",
    deed: (serial) => `set OTP PIN for token ${serial}`,
    user,
  });
  const changePin = pinChange(world, pin);
  const count = await manage(world, {
    origin: who.origin,
    target,
    authorize(tokens, state) {
      if (properties.length > 0) maySet(tokens, state);
      if (pin !== undefined) maySetPin(tokens, state);
    },
    step: (tokens) => updateEach(tokens, (token) => combined(token, [...properties, ...changePin])),
    note: (set) => ({ success: set > 0, ...about }),
  });
  if (pin !== undefined) {
    await notifyOwners(world, "setPin", {
      tokens: () => tokensBeforehand(world, target),
      origin: who.origin,
    });
  }
  return count;
}

/** Later properties see what earlier ones have set. */
function combined(token: Token, properties: readonly Property[]): TokenUpdate {
  let set: TokenUpdate = {};
  for (const property of properties) set = { ...set, ...property({ ...token, ...set }) };
  return set;
}

/** An empty PIN is none. Each token gets a salt of its own. */
function pinChange(world: World, pin: string | undefined): readonly Property[] {
  if (pin === undefined) return [];
  return [() => ({ pin: pin === "" ? undefined : makePin(world.vault, world.random(16), pin) })];
}

export interface DevicePins {
  /** Which a device computes with. Undefined: it stays. */
  readonly userPin: string | undefined;
  /** Whether the PIN of a smartcard's security officer was sent. */
  readonly soPin: boolean;
  readonly who: Administrator;
}

/**
 * POST /admin/setPin. No type reads the PIN of a smartcard's security officer, so nothing is kept of it, but the right to it
 * is asked.
 */
export async function setDevicePins(
  world: World,
  target: Target,
  { userPin, soPin, who }: DevicePins,
): Promise<number> {
  const smartcard = onTokens(who, { action: "setSCPIN", deed: (serial) => `set SC PIN for token ${serial}` });
  const motp = onTokens(who, { action: "setMOTPPIN", deed: (serial) => `set MOTP PIN for token ${serial}` });
  const names = [...(userPin === undefined ? [] : ["userpin"]), ...(soPin ? ["sopin"] : [])];
  return await manage(world, {
    origin: who.origin,
    target,
    authorize(tokens, state) {
      smartcard(tokens, state);
      if (userPin !== undefined) motp(tokens, state);
    },
    step: (tokens) =>
      userPin === undefined
        ? { outcome: tokens.length, changes: [] }
        : updateEach(tokens, ({ serial }) => ({ userPin: sealedUserPin(world, serial, userPin) })),
    note: () => ({ actionDetail: names.map((name) => `${name}, `).join("") }),
  });
}

export function sealedUserPin({ vault }: World, serial: string, pin: string): Uint8Array {
  return vault.seal(Buffer.from(pin), userPinPlace(serial));
}

/** POST /admin/tokenrealm. Realms that do not exist are dropped, as in LinOTP. */
export async function setTokenRealms(
  world: World,
  target: Target,
  { realms, who }: { readonly realms: readonly string[]; readonly who: Administrator },
): Promise<number> {
  const before = world.store.settings();
  const known = [...new Set(realms)].filter((realm) => before.realms.has(realm));
  return await manage(world, {
    origin: who.origin,
    target,
    realms: limitedRealms(before, who.origin),
    authorize(tokens, { settings }) {
      for (const realm of new Set(tokens.flatMap((token) => token.realms))) {
        const deed = `remove tokens from realm '${realm}'`;
        requireRight(settings, who, { action: "manageToken", target: { userRealm: realm }, deed });
      }
      for (const realm of known) {
        const deed = `add tokens to realm '${realm}'`;
        requireRight(settings, who, { action: "manageToken", target: { userRealm: realm }, deed });
      }
      requireSomewhere(tokens, known, () =>
        requireRight(settings, who, { action: "manageToken", target: {}, deed: "manage tokens" }),
      );
    },
    step: (tokens, state) =>
      setRealms(tokens, state, { realms: known, limitOf: realmLimit(state.settings, who.origin) }),
    counted: true,
    note: (_count, tokens) => ({
      info: `From ${tokens.flatMap((token) => token.realms).join(",")} to ${known.join(",")}`,
    }),
  });
}

/** Neither an old nor a new realm: only an unrestricted administrator may. */
function requireSomewhere(tokens: readonly Token[], known: readonly string[], ask: () => void): void {
  if (known.length === 0 && tokens.every(({ realms }) => realms.length === 0)) ask();
}
