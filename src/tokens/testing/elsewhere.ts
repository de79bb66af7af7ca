// Specimens of the types whose OTPs somebody else judges: another server, another token, or whoever heard the call.

import { fieldsOf } from "../../core/fields.ts";
import type { Outside } from "../../core/outside.ts";
import type { Serial } from "../../core/token.ts";
import type { TokenType } from "../../core/token-type.ts";
import { forward } from "../forward/forward.ts";
import { radius } from "../radius/radius.ts";
import { remote } from "../remote/remote.ts";
import { aToken, enrolling, type Specimen, seed, seedHex } from "../specimen.ts";
import { voice } from "../voice/voice.ts";
import { yubico } from "../yubico/yubico.ts";

const otp = "314159";
const yubicoOtp = `vvccccbbccdd${"cbdefghijklnrtuv".repeat(2)}`;
const none = new Uint8Array();

/** The other server, which knows one right OTP. */
const judge: Outside = (question) => {
  switch (question.kind) {
    case "radius":
      return { verdict: question.password === otp && question.secret === "shared" ? "accepted" : "refused" };
    case "linotp":
      return { verdict: question.parameters["pass"] === otp ? "accepted" : "refused" };
    case "yubico":
      return { verdict: question.otp === yubicoOtp ? "accepted" : "refused" };
    default:
      return undefined;
  }
};

export const target = aToken({ serial: "TARGET" as Serial, otpLength: 8 });

function made(type: TokenType, specimen: Specimen): Specimen {
  const token = () => {
    const { set } = type.readEnrollment(fieldsOf(specimen.fields), enrolling({ target }));
    return aToken({ type: type.type, ...set });
  };
  return { ...specimen, token };
}

export const elsewhereSpecimens: { readonly [type: string]: Specimen } = {
  radius: made(radius, {
    fields: { "radius.server": "127.0.0.1:1812", "radius.user": "alice", "radius.secret": "shared" },
    secret: Buffer.from("shared"),
    nth: () => otp,
    outside: judge,
  }),
  remote: made(remote, {
    fields: { "remote.server": "https://otp.example.com", "remote.user": "alice", "remote.realm": "staff" },
    secret: none,
    nth: () => otp,
    outside: judge,
    keyless: true,
  }),
  yubico: made(yubico, {
    fields: { "yubico.tokenid": yubicoOtp.slice(0, 12) },
    secret: none,
    nth: () => yubicoOtp,
    outside: judge,
    configured: { "yubico.id": "1", "yubico.secret": "c2VjcmV0" },
    keyless: true,
  }),
  forward: made(forward, {
    fields: { "forward.serial": target.serial },
    secret: none,
    nth: () => otp,
    keyless: true,
  }),
  voice: made(voice, {
    fields: { phone: "+49 170 1", otpkey: seedHex },
    secret: seed,
    nth: () => "",
    reply: ({ send }) => (send?.channel === "voice" ? send.otp : ""),
  }),
};
