// Checks what a person filled in for a new token, and puts it the way the server wants it.

import type { Context } from "../../api/read-context.ts";
import { checkPins, type PinFaults } from "../../pin-faults.ts";
import type { Kind } from "./kinds.ts";

export type DetailFaults = PinFaults & {
  readonly phone?: "invalid" | "missing";
  readonly email?: "invalid" | "missing";
  readonly password?: "missing";
  readonly passwordRepeat?: "differs";
  readonly appKey?: "invalid" | "missing";
  readonly appPin?: "missing";
  readonly yubicoId?: "invalid" | "missing";
};

export type Details = {
  readonly faults: DetailFaults;
  /** For /userservice/enroll. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where codes will be sent, if anywhere. */
  readonly sentTo: string;
};

/** What the form reads from: FormData, or a map in tests. */
export type Fields = { readonly get: (name: string) => unknown };

export function readDetails(kind: Kind, fields: Fields, context: Context): Details {
  const text = (name: string) => String(fields.get(name) ?? "");
  const own = ownDetails(kind, text, context);
  const mayPin = context.actions.includes("setOTPPIN");
  const pins = mayPin
    ? checkPins(fields, { rules: context.pinRules, optional: true })
    : { pin: "", faults: {} };
  return {
    faults: { ...own.faults, ...pins.faults },
    parameters: {
      type: kind,
      description: text("name").trim(),
      ...own.parameters,
      ...(mayPin ? { pin: pins.pin } : {}),
    },
    sentTo: own.sentTo,
  };
}

type Own = Omit<Details, "parameters"> & { readonly parameters: Readonly<Record<string, string>> };

const nothing: Own = { faults: {}, parameters: {}, sentTo: "" };

function ownDetails(kind: Kind, text: (name: string) => string, context: Context): Own {
  switch (kind) {
    case "totp":
    case "fido2":
    case "hmac":
    case "push":
    case "qr":
      return nothing;
    case "sms":
      return phone(context.mayEditPhone ? text("phone").trim() : context.user.mobile);
    case "email":
      return email(context.mayEditEmail ? text("email").trim() : context.user.email);
    case "motp":
      return motpApp(text("appKey"), text("appPin"));
    case "yubico":
      return yubikey(text("yubicoId").trim());
    case "pw":
      return password(text("password"), text("passwordRepeat"));
  }
}

function phone(number: string): Own {
  const fault = faultOf(number, isPhone);
  return {
    faults: fault === undefined ? {} : { phone: fault },
    parameters: { phone: number },
    sentTo: number,
  };
}

function email(address: string): Own {
  const fault = faultOf(address, isEmail);
  const parameters = { email_address: address };
  return { faults: fault === undefined ? {} : { email: fault }, parameters, sentTo: address };
}

function faultOf(text: string, valid: (text: string) => boolean): "missing" | "invalid" | undefined {
  if (text === "") return "missing";
  return valid(text) ? undefined : "invalid";
}

function password(otpkey: string, repeated: string): Own {
  const faults: DetailFaults =
    otpkey === "" ? { password: "missing" } : otpkey === repeated ? {} : { passwordRepeat: "differs" };
  return { ...nothing, faults, parameters: { otpkey } };
}

/** Pairs of hexadecimal digits, as the server wants them; blanks and dashes are for the eye. */
function motpApp(key: string, otppin: string): Own {
  const otpkey = key.replaceAll(/[\s-]/g, "");
  const fault = faultOf(otpkey, (written) => /^([0-9a-f]{2})+$/i.test(written));
  return {
    ...nothing,
    faults: {
      ...(fault === undefined ? {} : { appKey: fault }),
      ...(otppin === "" ? { appPin: "missing" } : {}),
    },
    parameters: { otpkey, otppin },
  };
}

/** A code in modhex, as its button types it; the first twelve characters are its name. */
function yubikey(code: string): Own {
  const fault = faultOf(code, (written) => /^[cbdefghijklnrtuv]{12,}$/i.test(written));
  const faults: DetailFaults = fault === undefined ? {} : { yubicoId: fault };
  return { ...nothing, faults, parameters: { "yubico.tokenid": code } };
}

/** Loose on purpose: people and directories write numbers in many ways. At least six digits. */
function isPhone(text: string): boolean {
  return /^\+?[\d\s()/.-]+$/.test(text) && text.replace(/\D/g, "").length >= 6;
}

function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}
