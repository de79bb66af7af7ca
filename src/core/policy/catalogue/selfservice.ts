// What people may do in the self-service portal, and how they log in to it: scope selfservice.

import { type Actions, flag, limit, presence, text, upTo, whole } from "../action.ts";

export const selfservice = {
  assign: flag("Take an unassigned token by its serial number."),
  disable: flag("Deactivate own tokens."),
  enable: flag("Activate own tokens."),
  delete: flag("Delete own tokens."),
  unassign: flag("Give own tokens back."),
  resync: flag("Bring the counter of own tokens back in step."),
  verify: flag("Try out own tokens."),
  reset: flag("Reset the fail counter of own tokens."),
  setOTPPIN: flag("Set the PIN of own tokens."),
  setDescription: flag("Change the description of own tokens."),
  setMOTPPIN: flag("Set the PIN that own mOTP tokens compute with."),
  getotp: flag("Read OTP values of own tokens."),
  history: flag("See what happened to own tokens."),
  getserial: flag("Find an unassigned token by the OTP that it shows."),
  activate_OCRA2: flag("Complete the enrollment of an OCRA2 token."),
  activate_QRToken: flag("Complete the pairing of a QR token."),
  activate_PushToken: flag("Complete the pairing of a push token."),
  webprovisionGOOGLE: flag("Enroll a counter-based token by scanning a QR code."),
  webprovisionGOOGLEtime: flag("Enroll a time-based token by scanning a QR code."),
  webprovisionOATH: flag("Enroll a counter-based token by opening an address on the phone.", {
    listed: false,
  }),
  max_count_dpw: limit("How many OTPs of an own day password token may be listed at once."),
  max_count_hotp: limit("How many OTPs of an own HOTP token may be listed at once."),
  max_count_totp: limit("How many OTPs of an own TOTP token may be listed at once."),
  otp_pin_minlength: limit("How long a PIN must be at least.", { allowed: upTo(99) }),
  otp_pin_maxlength: limit("How long a PIN may be at most.", { allowed: upTo(99) }),
  otp_pin_contents: text("Which characters a PIN must contain: letters c, digits n, specials s, others o."),
  hmac_otplen: whole("How many digits a newly enrolled HOTP token shows.", 6, { allowed: [6, 8] }),
  hmac_hashlib: whole("Hash of a newly enrolled HOTP token: 1 SHA-1, 2 SHA-256, 3 SHA-512.", 1, {
    allowed: [1, 2, 3],
  }),
  totp_timestep: whole("How many seconds an OTP of a newly enrolled TOTP token lasts.", 30, {
    allowed: [30, 60],
  }),
  totp_hashlib: whole("Hash of a newly enrolled TOTP token: 1 SHA-1, 2 SHA-256, 3 SHA-512.", 1, {
    allowed: [1, 2, 3],
  }),
  totp_otplen: whole("How many digits a newly enrolled TOTP token shows.", 6, { allowed: [6, 8] }),
  edit_sms: whole("1: the user chooses the phone number of an SMS token; 0: the directory does.", 1, {
    allowed: [0, 1],
    closed: 0,
    lookup: "simple",
  }),
  edit_email: whole("1: the user chooses the address of an e-mail token; 0: the directory does.", 1, {
    allowed: [0, 1],
    closed: 0,
  }),
  mfa_login: flag("Logging in to the portal takes an OTP as well as the password.", { closed: true }),
  mfa_3_fields: flag("The login page of the portal asks for the OTP together with the password."),
  mfa_passOnNoToken: presence("Users who own no token at all log in to the portal with the password alone."),
  autoassignment: flag("The login page of the portal offers to take a token by using it.", { listed: false }),
  autoenrollment: flag("The login page of the portal offers to enroll a token on the way.", {
    listed: false,
  }),
  show_landing_page: flag("The portal opens with an overview page."),
  footer_text: text("Text at the foot of each page of the portal."),
  imprint_url: text("Address of the page that says who runs the portal."),
  privacy_notice_url: text("Address of the privacy notice."),
} satisfies Actions;
