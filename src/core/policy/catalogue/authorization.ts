// Who may pass although the OTP was right, and what the reply tells: scope authorization.

import { type Actions, expression, presence, text, words } from "../action.ts";

export const authorization = {
  authorize: presence("Where any policy says this, only matching users, realms and clients may log in."),
  tokentype: words("Token types that may be used, or *.", { closed: "none" }),
  serial: expression("Only tokens whose serial number contains this regular expression may be used.", {
    lookup: "client-any-time",
  }),
  fido2_allowed_authenticators: words(
    "Models (AAGUIDs) of passkeys that may be used, if a trusted manufacturer vouches for them; empty: any.",
    { closed: "none" },
  ),
  setrealm: text("The login takes place in this realm instead."),
  detail_on_success: presence("A successful reply tells user, realm, token type and serial number.", {
    lookup: "client-any-time",
  }),
  detail_on_fail: presence("An unsuccessful reply tells why.", { lookup: "client-any-time" }),
} satisfies Actions;
