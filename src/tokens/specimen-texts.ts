// For tests: tokens that compute with texts (keys, PINs, questions), and the devices in their owners' hands.

import { fieldsOf } from "../core/fields.ts";
import { dayPassword } from "../core/otp/day-password.ts";
import { motp as motpAt, motpStepSeconds } from "../core/otp/motp.ts";
import { ocra } from "../core/otp/ocra/ocra.ts";
import { readOcraSuite } from "../core/otp/ocra/suite.ts";
import { stepAt } from "../core/otp/totp.ts";
import type { OpenedChallenge, TokenType } from "../core/token-type.ts";
import { dayAt, dpw } from "./dpw/dpw.ts";
import { motp } from "./motp/motp.ts";
import { ocra2 } from "./ocra2/ocra2.ts";
import { aToken, enrolling, now, type Specimen, seed, seedHex } from "./specimen.ts";

const motpKey = { keyText: "0123456789abcdef", pin: "6666", digits: 6 };
const listOfMay = "list of May";
const suite = "OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1";

export const textSpecimens: { readonly [type: string]: Specimen } = {
  motp: made(motp, {
    fields: { otpkey: motpKey.keyText, otppin: motpKey.pin },
    secret: Buffer.from(motpKey.keyText),
    userPin: motpKey.pin,
    nth: (use) => motpAt(motpKey, stepAt(now, motpStepSeconds) + use),
  }),
  dpw: made(dpw, {
    fields: { otpkey: listOfMay },
    secret: Buffer.from(listOfMay),
    nth: () => dayPassword({ keyText: listOfMay, digits: 6 }, dayAt(now)),
  }),
  ocra2: made(ocra2, {
    fields: { otpkey: seedHex, ocrasuite: suite, ocrapin: "1234" },
    secret: seed,
    userPin: "1234",
    nth: () => "",
    reply: answerByApp,
  }),
};

function made(type: TokenType, specimen: Specimen): Specimen {
  const token = () => {
    const { set } = type.readEnrollment(fieldsOf(specimen.fields), enrolling());
    return aToken({ type: type.type, ...set });
  };
  return { ...specimen, token };
}

/** An app whose counter is ahead by one. */
function answerByApp({ data }: OpenedChallenge): string {
  const read = readOcraSuite(suite);
  const question = String(data["challenge"]);
  return (read && ocra(read, seed, { counter: 1, question, pin: "1234" })) ?? "";
}
