// Enrolling an OCRA2 token: at once, or with an app in two steps. Contract 03 "ocra2", 13 for the suites that hold when
// none is named.

import { type Fields, invalid, optional, text } from "../../core/fields.ts";
import type { OcraSuite } from "../../core/otp/ocra/suite.ts";
import { refuse } from "../../core/problem.ts";
import type { Enrollment, EnrollmentContext, Shown } from "../../core/token-type.ts";
import { infoText } from "../info.ts";
import { readKeySize, readSeed, shownSeed } from "../oath.ts";
import { derivedKey, nonceFrom, openShared, readActivationCode, sealShared } from "./activation.ts";
import { appAddress, callbackAddress, escaped, signed } from "./app-address.ts";
import { askQuestion } from "./question.ts";
import { usableSuite } from "./suite-of.ts";

const plainSuite = "OCRA-1:HOTP-SHA256-8:C-QN08";
const scannedSuite = "OCRA-1:HOTP-SHA256-6:C-QA64";

const longestPin = 128;
const seedBytes = 20;

export function readEnrollment(fields: Fields, context: EnrollmentContext): Enrollment {
  const activationCode = optional(fields, "activationcode");
  if (activationCode !== undefined) return secondStep(fields, context, activationCode);
  const suite = readSuite(fields, context);
  const seed = readSeed(fields, context, { bytes: readKeySize(fields) ?? seedBytes, generateUnasked: false });
  return text(fields, "sharedsecret") === "1"
    ? firstStep(fields, context, { suite, seed })
    : atOnce(fields, { suite, seed });
}

/** The parameter, what the token has already, the configuration, or our own. */
function readSuite(fields: Fields, { existing, settings }: EnrollmentContext): OcraSuite {
  const scanned = fields.has("sharedsecret") || fields.has("activationcode");
  const kept = existing?.type === "ocra2" ? infoText(existing, "ocrasuite") : undefined;
  const configured = settings.config.get(scanned ? "QrOcraDefaultSuite" : "OcraDefaultSuite")?.value;
  const written = optional(fields, "ocrasuite") ?? kept ?? (configured || undefined);
  const suite = usableSuite(written ?? (scanned ? scannedSuite : plainSuite));
  if (suite === undefined) throw invalid("ocrasuite", `a suite of RFC 6287 such as ${plainSuite}`);
  return suite;
}

/** A second secret that the owner types into his device; suites with `P` compute with it. */
function readPin(fields: Fields): { readonly userPin?: string } {
  const pin = text(fields, "ocrapin");
  if (pin === undefined) return {};
  if (pin.length > longestPin) throw invalid("ocrapin", `at most ${longestPin} characters long`);
  return { userPin: pin };
}

interface Keyed {
  readonly suite: OcraSuite;
  readonly seed: Uint8Array;
}

/** LinOTP names no serial here, and an address of null. */
function atOnce(fields: Fields, { suite, seed }: Keyed): Enrollment {
  return {
    secret: { kind: "seed", bytes: seed },
    ...readPin(fields),
    set: { otpLength: suite.digits, info: { ocrasuite: suite.text } },
    shown: { otpkey: shownSeed(seed), ...scannable(null), withoutSerial: true },
  };
}

/** The app learns the shared secret; the token waits, inactive. */
function firstStep(fields: Fields, context: EnrollmentContext, { suite, seed }: Keyed): Enrollment {
  const { serial, ruling, random } = context;
  const sharedsecret = Buffer.from(seed).toString("hex");
  const url = callbackAddress("qrtanurl_init", fields, { ruling, serial });
  const address = appAddress("init", {
    ...{ sh: sharedsecret, os: suite.text, se: serial },
    ...(url === "" ? {} : { u: url }),
  });
  const sharedSecret = sealShared(seed, { seed, serial, random });
  return {
    secret: { kind: "seed", bytes: seed },
    ...readPin(fields),
    set: {
      otpLength: suite.digits,
      active: false,
      info: { ocrasuite: suite.text, rollout: "1", sharedSecret },
    },
    shown: { ...scannable(address), detail: { sharedsecret, url, app_import: address } },
  };
}

/** Both sides derive the key; the first right answer to the question that comes with the nonce proves it. */
function secondStep(fields: Fields, context: EnrollmentContext, activationCode: string): Enrollment {
  const { existing, serial, random, transactionId, ruling } = context;
  const shared = sharedSecretOf(context);
  if (existing === undefined || shared === undefined) {
    throw refuse(`missing shared secret of initialition for token '${serial}'`);
  }
  const suite = readSuite(fields, context);
  const nonce = nonceFrom(random);
  const seed = derivedKey(shared, readActivationCode(activationCode), nonce);
  const message = optional(fields, "message");
  const wish = optional(fields, "challenge") ?? message ?? optional(fields, "data") ?? "";
  const { question, ...opened } = askQuestion({
    ...{ ruling, transactionId, random, suite, seed, serial },
    ...{ parameters: fields, text: wish },
  });
  const hex = Buffer.from(nonce).toString("hex");
  const sharedSecret = sealShared(shared, { seed, serial, random });
  return {
    continues: true,
    secret: { kind: "seed", bytes: seed },
    ...readPin(fields),
    set: {
      ...{ otpLength: suite.digits, active: true, counter: 0, failCount: 0 },
      info: { ...existing.info, ocrasuite: suite.text, rollout: "2", sharedSecret, nonce: hex },
    },
    question: opened,
    shown: nonceShown(
      { suite, seed },
      { serial, nonce: hex, transactionId, question, message, url: urlOf(opened) },
    ),
  };
}

function sharedSecretOf({ existing, seed, serial }: EnrollmentContext): Uint8Array | undefined {
  const sealed = existing?.type === "ocra2" ? infoText(existing, "sharedSecret") : undefined;
  return sealed === undefined || seed === undefined ? undefined : openShared(sealed, { seed, serial });
}

function urlOf({ data }: { readonly data: { readonly [key: string]: unknown } }): string {
  return typeof data["url"] === "string" ? data["url"] : "";
}

interface NonceFacts {
  readonly serial: string;
  readonly nonce: string;
  readonly transactionId: string;
  readonly question: string;
  readonly message: string | undefined;
  readonly url: string;
}

function nonceShown(
  keyed: Keyed,
  { serial, nonce, transactionId, question, message, url }: NonceFacts,
): Shown {
  const bare = appAddress("nonce", {
    ...{ se: serial, no: nonce, tr: transactionId, ch: question },
    ...(message === undefined ? {} : { me: message }),
    ...(url === "" ? {} : { u: escaped(url) }),
  });
  const { address, signature } = signed(bare, keyed);
  return {
    ...scannable(address),
    detail: {
      ...{ nonce, transactionid: transactionId, challenge: question, signature, app_import: address },
      ...(url === "" ? {} : { url }),
    },
  };
}

function scannable(value: string | null): Pick<Shown, "codes"> {
  return { codes: { ocraurl: { value, description: "URL for OCRA2 token", order: "0" } } };
}
