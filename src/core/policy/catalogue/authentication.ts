// What a login takes, and what happens around it: scope authentication.

import { type Actions, choice, flag, presence, text, textOr, word, words } from "../action.ts";
import { verification } from "./fido2.ts";

export const authentication = {
  otppin: choice("What is typed before the OTP: the token's PIN, the password, nothing, or anything.", [
    "token_pin",
    "password",
    "only_otp",
    "ignore_pin",
  ]),
  challenge_response: words("Token types that may ask for their OTP in a second step, or *."),
  rollout_token_allow_validate: flag(
    "Let rollout tokens whose scope names `validate` open /validate for the matching users, realms and clients.",
  ),
  passthru: presence("Users without a token log in with their password."),
  passOnNoToken: flag("Users without a token are let in unseen.", { lookup: "client-any-time" }),
  forward_server: words("Servers that decide instead of this one."),
  forward_on_no_token: flag("Only logins of users without a token are forwarded."),
  autosms: presence("After a login by SMS the next OTP is sent at once.", { lookup: "client-any-time" }),
  trigger_sms: presence("An SMS can be asked for by the serial of the token, without its PIN.", {
    lookup: "client-any-time",
  }),
  smstext: textOr("<otp>", "Text of an SMS; <otp>, <serial> and <transactionid> are filled in."),
  enforce_smstext: flag("A text that comes with the request is ignored."),
  sms_dynamic_mobile_number: flag("SMS go to the phone number in the directory."),
  emailtext: text("Text of an e-mail; <otp> and <serial> are filled in."),
  emailsubject: text("Subject of an e-mail."),
  dynamic_email_address: flag("E-mails go to the address in the directory."),
  voice_language: textOr("en", "Language of a voice call."),
  voice_message: textOr("{otp}", "What a voice call says; {otp} is filled in."),
  voice_dynamic_mobile_number: flag("Voice calls go to the phone number in the directory."),
  sms_provider: words("Providers that send SMS, in the order in which they are tried."),
  email_provider: words("Providers that send e-mails, in the order in which they are tried."),
  push_provider: words("Providers that deliver push messages, in the order in which they are tried."),
  voice_provider: words("Providers that make calls, in the order in which they are tried."),
  qrtanurl: text("Address to which an OCRA2 app answers.", { lookup: "simple" }),
  qrtanurl_init: text("Address to which an OCRA2 app reports its enrollment."),
  qrtoken_pairing_callback_url: text("Address to which a QR token reports its pairing."),
  qrtoken_pairing_callback_sms: text("Phone number to which a QR token reports its pairing."),
  qrtoken_challenge_callback_url: text("Address to which a QR token answers."),
  qrtoken_challenge_callback_sms: text("Phone number to which a QR token answers."),
  qrtoken_pairing_cert: text("Certificate that a QR token is given with its pairing."),
  pushtoken_pairing_callback_url: text("Address to which a push token reports its pairing."),
  pushtoken_challenge_callback_url: text("Address to which a push token answers."),
  support_offline: words("Token types whose users may also log in without a connection.", {
    type: "set",
    range: ["qr", "u2f", "forward"],
  }),
  fido2_user_verification_requirement: word(
    "Whether a passkey asks for a PIN or a fingerprint at the login; by default as at its enrollment.",
    { words: verification, fallback: undefined, closed: "required" },
  ),
  delete_on_authentication_exceed: flag("A token that is expired or used up is deleted when it is tried."),
  disable_on_authentication_exceed: flag(
    "A token that is expired or used up is deactivated when it is tried.",
  ),
  "forwardtoken:no_failcounter_forwarding": presence(
    "A wrong OTP of a forward token does not count against its target.",
    {
      lookup: "simple",
    },
  ),
} satisfies Actions;
