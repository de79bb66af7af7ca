// OCRA2 tokens: an app answers a question, which it scans from a QR code. Contract 03 "ocra2", RFC 6287.

import { settingNumber } from "../../core/setting-number.ts";
import { type TokenType, wrong } from "../../core/token-type.ts";
import { validityOf } from "../challenge.ts";
import { infoText } from "../info.ts";
import { answer, resync } from "./answer.ts";
import { readEnrollment } from "./enrollment.ts";
import { open } from "./question.ts";

export const ocra2: TokenType = {
  type: "ocra2",
  spelling: "ocra2",
  prefix: "LSO2",
  title: "Answer to a scanned question (OCRA)",
  otp: "spent",
  modes: { authenticate: false, challenge: true },
  selfEnroll: true,
  readEnrollment,
  // An answer means nothing without its question.
  verify: () => wrong,
  challenge: {
    trigger: "pin-and-data",
    open,
    blockingMs: () => 0,
    repeat: (_token, { message }) => ({ message, detail: {} }),
    answer,
    // So many may be wrong, and one more may be tried.
    attempts: (settings) => settingNumber(settings, "Ocra2MaxChallengeRequests", 3) + 1,
    opensWithoutPass: (_ruling, parameters) => parameters.has("data") || parameters.has("challenge"),
    validitySeconds: validityOf("ocra2"),
  },
  enrollmentStatus: ({ info }) =>
    "rollout" in info ? { status: "not completed", detail: "rollout" } : { status: "completed" },
  goesOnWith: (token, fields) =>
    fields.has("activationcode") && infoText(token, "sharedSecret") !== undefined,
  resync,
};
