// Yubico tokens: Yubico's own service says whether the OTP of a Yubikey is right. Contract 03 "yubico".

import { invalid, required } from "../../core/fields.ts";
import type { Token } from "../../core/token.ts";
import { type Given, type TokenType, type Verdict, wrong } from "../../core/token-type.ts";
import { asksForOtp } from "../challenge.ts";
import { verdictOf } from "../elsewhere.ts";
import { infoText } from "../info.ts";

const idLength = 12;

/** Yubico's validation servers (Validation Protocol 2.0). */
const servers = ["", "2", "3", "4", "5"].map((n) => `https://api${n}.yubico.com/wsapi/2.0/verify`);

export const yubico: TokenType = {
  type: "yubico",
  spelling: "yubico",
  prefix: "UBCM",
  title: "Yubikey with Yubico's service",
  otp: "elsewhere",
  modes: { authenticate: true, challenge: true },
  selfEnroll: true,
  asksOutside: true,
  readEnrollment(fields) {
    const id = required(fields, "yubico.tokenid").trim();
    if (id.length < idLength || !/^[cbdefghijklnrtuv]+$/i.test(id))
      throw invalid("yubico.tokenid", "at least the first 12 characters that the Yubikey types");
    const info = { "yubico.tokenid": id.slice(0, idLength) };
    return { secret: undefined, set: { otpLength: 44, info }, shown: {} };
  },
  verify,
  challenge: asksForOtp("yubico", verify),
};

function verify(token: Token, otp: string, given: Given): Verdict {
  const id = infoText(token, "yubico.tokenid") ?? "";
  if (id.length !== idLength || !otp.toLowerCase().startsWith(id.toLowerCase())) return wrong;
  if (!/^[cbdefghijklnrtuv]{44}$/i.test(otp)) return wrong;
  const [account, secret] = [given.setting("yubico.id"), given.setting("yubico.secret")];
  if (!account || !secret) return { match: false, failed: "Yubico apiKey or apiId not configured!" };
  const urls = (given.setting("yubico.url") ?? "").split(/[\s,]+/).filter((url) => url !== "");
  const seconds = Number(given.setting("yubico.timeout")) || 5;
  const where = { urls: urls.length === 0 ? servers : urls, seconds };
  const answer = given.outside({ kind: "yubico", id: account, secret, otp: otp.toLowerCase(), ...where });
  return verdictOf(answer, () => "");
}
