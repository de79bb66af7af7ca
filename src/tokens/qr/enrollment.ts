// Enrolling a QR token: it shows the address that the app scans, and waits for the app to introduce itself.

import { type Fields, integer, oneOf } from "../../core/fields.ts";
import { pairingUrl } from "../../core/pairing/pairing-url.ts";
import { settingNumber } from "../../core/setting-number.ts";
import type { Enrollment, EnrollmentContext } from "../../core/token-type.ts";
import { policyValue, protocolOf, refuseOthers, secretBytes, serverKeyFor } from "../paired.ts";

const known = [
  ...["type", "hashlib", "serial", "key_size", "user.login", "description", "user.realm", "session"],
  ...["otplen", "resConf", "user", "realm", "qr", "pin"],
];

/** What the app can show. */
const fewestDigits = 6;
const mostDigits = 12;

export function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  refuseOthers(fields, known, "qr");
  const { settings, serial, ruling, random } = context;
  const { authentication } = ruling;
  const { partition } = ruling.enrollment;
  const { qrtoken_pairing_callback_url: url, qrtoken_pairing_callback_sms: sms } = authentication;
  policyValue("qrtoken_pairing_callback_url or qrtoken_pairing_callback_sms", url || sms);
  checkChallengePolicies(context);
  const range = { min: fewestDigits, max: mostDigits };
  const otpLength = integer(fields, "otplen", range) ?? settingNumber(settings, "QRTokenOtpLen", 8);
  const hash = oneOf(fields, "hashlib", ["sha1", "sha256", "sha512"]);
  const address = pairingUrl({
    ...{ protocol: protocolOf(settings), kind: "qr", partition, serial, hash, digits: otpLength },
    seed: serverKeyFor(context, partition).secret,
    certified: Boolean(authentication.qrtoken_pairing_cert),
    callbackUrl: url || undefined,
    callbackSms: sms || undefined,
  });
  const code = (description: string, order: number) => ({ value: address, description, order });
  return {
    secret: { kind: "seed", bytes: random.subarray(0, secretBytes) },
    set: { otpLength, active: false, info: { state: "pairing_url_sent", partition } },
    shown: {
      detail: { pairing_url: address },
      codes: {
        lse_qr_url: code("QRToken Pairing Url", 0),
        lse_qr_cert: code("QRToken Certificate", 1),
      },
    },
  };
}

/** Without them no question could be asked later on. */
export function checkChallengePolicies({ ruling }: Pick<EnrollmentContext, "ruling">): void {
  const { qrtoken_challenge_callback_url: url, qrtoken_challenge_callback_sms: sms } = ruling.authentication;
  policyValue("qrtoken_challenge_callback_url or qrtoken_challenge_callback_sms", url || sms);
}
