// The rollout token that is being put together: choices, their usual values, and what they are called on the wire.

import type { Validity } from "../../api/token-calls.ts";
import type { Chosen } from "../../parts/person-picker.tsx";

export const kinds = ["pw", "totp", "hmac", "sms", "email", "yubikey", "motp", "dpw", "ocra2"] as const;
export type Kind = (typeof kinds)[number];

/** How the person is told. */
export const channels = ["hand", "letter", "email", "sms"] as const;
export type Channel = (typeof channels)[number];

export type Opens = "portal" | "both";

export type Draft = {
  readonly chosen: Chosen | undefined;
  readonly kind: Kind;
  /** Phone number or e-mail address, for codes that are sent. */
  readonly address: string;
  /** AES key of a Yubikey, 32 hexadecimal digits. */
  readonly aesKey: string;
  /** What an mOTP app or a list of day passwords has already; empty: we make one, where that is possible. */
  readonly deviceKey: string;
  /** What is typed into an mOTP app. */
  readonly devicePin: string;
  readonly opens: Opens;
  readonly channel: Channel;
  readonly minutes: number;
  readonly uses: number;
  readonly description: string;
};

export type DraftEvent =
  | { readonly type: "choose"; readonly chosen: Chosen | undefined }
  | { readonly type: "kind"; readonly kind: Kind }
  | { readonly type: "channel"; readonly channel: Channel }
  | {
      readonly type: "set";
      readonly set: Partial<
        Pick<
          Draft,
          "address" | "aesKey" | "deviceKey" | "devicePin" | "opens" | "minutes" | "uses" | "description"
        >
      >;
    }
  | { readonly type: "again" };

/** What each step of the form is given. */
export type StepProps = { readonly draft: Draft; readonly dispatch: (event: DraftEvent) => void };

const hour = 60;
const day = 24 * hour;

/** How long a code may be under way, by the way it takes (NIST SP 800-63B-4, 4.2.1.2; handed over: our choice). */
export const usualMinutes: Readonly<Record<Channel, number>> = {
  hand: day,
  letter: 21 * day,
  email: day,
  sms: 10,
};

/** To choose from. */
export const offeredMinutes: readonly number[] = [
  10,
  hour,
  8 * hour,
  day,
  3 * day,
  7 * day,
  21 * day,
  30 * day,
];

const usualUses = 3;
export const mostUses = 100;

export const emptyDraft: Draft = {
  chosen: undefined,
  kind: "pw",
  address: "",
  aesKey: "",
  deviceKey: "",
  devicePin: "",
  opens: "portal",
  channel: "hand",
  minutes: usualMinutes.hand,
  uses: usualUses,
  description: "",
};

export function stepDraft(draft: Draft, event: DraftEvent): Draft {
  switch (event.type) {
    case "choose":
      return withAddress({ ...draft, chosen: event.chosen });
    case "kind":
      return withAddress({ ...draft, kind: event.kind });
    case "channel":
      return { ...draft, channel: event.channel, minutes: usualMinutes[event.channel] };
    case "set":
      return { ...draft, ...event.set };
    case "again":
      return {
        ...draft,
        chosen: undefined,
        address: "",
        aesKey: "",
        deviceKey: "",
        devicePin: "",
        description: "",
      };
  }
}

/** What the directory knows is offered. */
function withAddress(draft: Draft): Draft {
  const person = draft.chosen?.person;
  const known = { sms: person?.mobile || person?.phone, email: person?.email };
  const address = draft.kind === "sms" || draft.kind === "email" ? (known[draft.kind] ?? "") : "";
  return { ...draft, address };
}

/** Whether there is something to hand over at all: codes that are sent find their way by themselves. */
export function isHandedOver(kind: Kind): boolean {
  return kind !== "sms" && kind !== "email";
}

export type Lack = "person" | "address" | "key" | "deviceKey" | "devicePin" | "uses";

/** What is still missing, in the order of the form. */
export function lacksOf(draft: Draft): readonly Lack[] {
  const lacks: Lack[] = [];
  if (draft.chosen === undefined) lacks.push("person");
  if (!isHandedOver(draft.kind) && draft.address.trim() === "") lacks.push("address");
  if (draft.kind === "yubikey" && !/^[0-9a-f]{32}$/i.test(draft.aesKey.trim())) lacks.push("key");
  lacks.push(...deviceLacksOf(draft));
  if (!Number.isInteger(draft.uses) || draft.uses < 1 || draft.uses > mostUses) lacks.push("uses");
  return lacks;
}

function deviceLacksOf({ kind, deviceKey, devicePin }: Draft): readonly Lack[] {
  const key = deviceKey.trim();
  if (kind === "dpw") return key === "" ? ["deviceKey"] : [];
  if (kind !== "motp") return [];
  const isHex = /^([0-9a-f]{2})*$/i.test(key.replaceAll(/[\s-]/g, ""));
  return [...(isHex ? [] : (["deviceKey"] as const)), ...(devicePin === "" ? (["devicePin"] as const) : [])];
}

/** Longer than the way it takes makes advisable. */
export function isLong({ kind, channel, minutes }: Draft): boolean {
  return isHandedOver(kind) && minutes > usualMinutes[channel];
}

/** Parameters of /admin/init. `secret` is used where we make it. */
export function enrollmentOf(draft: Draft, secret: string): Readonly<Record<string, string>> {
  const { chosen, kind, opens, description } = draft;
  const paths = opens === "both" ? ["userservice", "validate"] : ["userservice"];
  return {
    user: chosen?.person.login ?? "",
    realm: chosen?.realm ?? "",
    type: kind,
    scope: JSON.stringify({ path: paths }),
    ...(description.trim() === "" ? {} : { description: description.trim() }),
    ...materialOf(draft, secret),
  };
}

function materialOf(
  { kind, address, aesKey, deviceKey, devicePin }: Draft,
  secret: string,
): Readonly<Record<string, string>> {
  switch (kind) {
    case "pw":
      return { otpkey: secret };
    case "sms":
      return { genkey: "1", phone: address.trim() };
    case "email":
      return { genkey: "1", email_address: address.trim() };
    case "yubikey":
      return { otpkey: aesKey.trim().toLowerCase(), otplen: "44" };
    case "motp":
      return {
        ...(deviceKey.trim() === "" ? { genkey: "1" } : { otpkey: deviceKey.trim() }),
        otppin: devicePin,
      };
    case "dpw":
      return { otpkey: deviceKey.trim() };
    case "ocra2":
      // The server names no serial for this kind, so it gets one from here.
      return { genkey: "1", serial: `LSO2${secret.replaceAll("-", "").slice(0, 12).toUpperCase()}` };
    default:
      return { genkey: "1" };
  }
}

/** `now` in milliseconds since 1970. */
export function validityOf({ minutes, uses }: Draft, now: number): Validity & { readonly until: number } {
  const until = now + minutes * 60_000;
  return { until, validityPeriodEnd: String(Math.floor(until / 1000)), countAuthSuccessMax: String(uses) };
}
