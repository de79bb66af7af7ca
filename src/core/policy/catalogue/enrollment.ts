// How tokens come into being, and how many: scope enrollment.

import { type Actions, flag, limit, period, text, textOr, upTo, whole, word, words } from "../action.ts";
import { authenticatorTypes, verification } from "./fido2.ts";

export const enrollment = {
  tokencount: limit("How many active tokens a realm may have.", { closed: 0, lookup: "simple" }),
  maxtoken: limit("How many tokens one user may own.", { closed: 0 }),
  otp_pin_random: limit("New tokens get a random PIN of this length.", { allowed: upTo(99) }),
  otp_pin_random_content: text("Of what random PINs consist: letters c and C, digits n, specials s.", {
    type: "string",
    lookup: "client-any-time",
  }),
  otp_pin_encrypt: whole("1: the PIN can be read back by the server; 0: only compared.", 0, {
    allowed: [0, 1],
  }),
  tokenlabel: text(
    "Name of the token in an authenticator app; <u> user, <r> realm, <s> serial, <d> description.",
    {
      lookup: "client-any-time",
    },
  ),
  tokenissuer: text("Issuer in an authenticator app; <u> user, <r> realm, <s> serial, <d> description.", {
    lookup: "client-any-time",
  }),
  autoenrollment: words(
    "Users without a token get one of these types at their first login: sms, email, or *.",
    {
      range: ["sms", "email", "*"],
      lookup: "client-any-time",
    },
  ),
  autoassignment: flag("Users without a token get the one whose OTP they send with their password.", {
    lookup: "client-any-time",
  }),
  autoassignment_forward: flag("Has no effect: no other server is asked about guesses at free tokens."),
  autoassignment_without_password: flag("Automatic assignment takes the OTP alone."),
  autoassignment_from_realm: textOr(
    "",
    "Realm that holds the tokens for automatic assignment without password.",
  ),
  ignore_autoassignment_pin: flag("Automatic assignment does not make the password the PIN."),
  lostTokenPWLen: whole("Length of the temporary password for a lost token.", 10),
  lostTokenPWContents: textOr("", "Of what that password consists: letters c and C, digits n, specials s."),
  lostTokenValid: period({ days: 10 }, "How long that password is valid: days, or a duration such as 8h."),
  purge_rollout_token: flag("Delete a user's rollout tokens after a login with another token."),
  partition: whole("Key partition of QR and push tokens.", 0, { listed: false }),
  u2f_app_id: text("Application identity for U2F tokens.", { lookup: "simple" }),
  u2f_valid_facets: text("Further addresses that may use U2F tokens, separated by semicolons.", {
    lookup: "simple",
  }),
  fido2_rp_id: text(
    "Domain for which passkeys are enrolled; they work there and in its subdomains, for good.",
  ),
  fido2_rp_name: text("Name that people see when they enroll a passkey."),
  fido2_attestation_conveyance: word("How much an authenticator tells about its manufacturer.", {
    words: ["none", "indirect", "direct", "enterprise"],
    fallback: "direct",
  }),
  fido2_user_verification_requirement: word(
    "Whether a passkey asks for a PIN or a fingerprint: required, preferred or discouraged.",
    { words: verification, fallback: "preferred", closed: "required" },
  ),
  fido2_resident_key_requirement: word(
    "Whether a passkey knows its user: required, preferred or discouraged.",
    {
      words: verification,
      fallback: "preferred",
    },
  ),
  fido2_authenticator_types: words("Kinds of authenticators that are offered.", {
    range: authenticatorTypes,
  }),
  fido2_allowed_authenticators: words(
    "Models (AAGUIDs) that may be enrolled, if a trusted manufacturer vouches for them; empty: any.",
    { closed: "none" },
  ),
} satisfies Actions;
