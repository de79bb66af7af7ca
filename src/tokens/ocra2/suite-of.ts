// The suite of a token, and which suites tokens may have.

import { type OcraSuite, readOcraSuite } from "../../core/otp/ocra/suite.ts";
import type { Token } from "../../core/token.ts";
import { infoText } from "../info.ts";

export function suiteOf(token: Pick<Token, "info">): OcraSuite | undefined {
  return usableSuite(infoText(token, "ocrasuite") ?? "");
}

/**
 * Undefined for what is no suite, and for suites by which nobody could log in: nobody types a whole HMAC, and no request
 * of LinOTP's brings session information.
 */
export function usableSuite(text: string): OcraSuite | undefined {
  const suite = readOcraSuite(text);
  return suite === undefined || suite.digits === 0 || suite.sessionLength !== undefined ? undefined : suite;
}
