// Rights of administrators over tokens and users: scope admin. Without any policy every administrator has all of them.

import { type Actions, flag } from "../action.ts";

export const admin = {
  enable: flag("Activate tokens.", { lookup: "simple" }),
  disable: flag("Deactivate tokens.", { lookup: "simple" }),
  set: flag("Change the properties of tokens: description, limits, validity, windows.", { lookup: "simple" }),
  setOTPPIN: flag("Set the PIN of tokens.", { lookup: "simple" }),
  setMOTPPIN: flag("Set the PIN that mOTP tokens compute with.", { lookup: "simple" }),
  setSCPIN: flag("Set the PIN and the unlocking PIN of smartcards.", { lookup: "simple" }),
  resync: flag("Bring the counter of tokens back in step.", { lookup: "simple" }),
  reset: flag("Reset the fail counter of tokens.", { lookup: "simple" }),
  assign: flag("Give tokens to users.", { lookup: "simple" }),
  unassign: flag("Take tokens from users.", { lookup: "simple" }),
  import: flag("Import token files.", { lookup: "simple" }),
  remove: flag("Delete tokens.", { lookup: "simple" }),
  userlist: flag("List and search users.", { lookup: "simple" }),
  tokenowner: flag("See who owns a token.", { lookup: "simple" }),
  checkstatus: flag("See the state of challenges.", { lookup: "simple" }),
  manageToken: flag("Set the realms of tokens.", { lookup: "simple" }),
  getserial: flag("Find the token that shows a given OTP.", { lookup: "simple" }),
  copytokenpin: flag("Copy the PIN of one token to another.", { lookup: "simple" }),
  copytokenuser: flag("Copy the owner of one token to another.", { lookup: "simple" }),
  losttoken: flag("Replace a lost token by a temporary password.", { lookup: "simple" }),
  totp_lookup: flag("Find out when a TOTP value was valid.", { lookup: "simple" }),
  getotp: flag("Read OTP values of tokens.", { lookup: "simple" }),
  show: flag("See tokens in the management views.", { lookup: "simple" }),
  unpair: flag("Take a token back to the state before its pairing.", { lookup: "simple" }),
  initETNG: flag("Enroll eToken NG devices.", { lookup: "simple", listed: false }),
} satisfies Actions;
