// Parameters below /userservice/ (contract 07). Those for which somebody has to be logged in take `session` besides.

import { auditParameters } from "../administration/audit-query.ts";
import { enrollment, needed, type ParameterTable, possible, serial } from "./words.ts";

const own = needed("Serial of an own token.");

const sessions: ParameterTable = {
  "/userservice/pre_context": {},
  "/userservice/login": {
    login: possible("Login; in the first step."),
    username: possible("Like `login`."),
    realm: possible("Realm; the default realm unless given."),
    password: possible("Password; in the first step."),
    otp: possible("The second factor."),
    serial: possible("The token to log in with, in the second step."),
    data: possible("What a challenge shows to the person."),
    transactionid: possible("The challenge that `otp` answers."),
    session: possible("Value of the cookie; from the second step on."),
  },
  "/userservice/auth": {
    login: needed("Login."),
    realm: possible("Realm; the default realm unless given."),
    password: needed("OTP and password, each in Base32, joined by a colon."),
  },
  "/userservice/logout": { session: possible("Value of the cookie.") },
  "/userservice/context": {},
  "/userservice/userinfo": {},
  "/userservice/usertokenlist": {},
  "/userservice/history": auditParameters,
};

const ownTokens: ParameterTable = {
  "/userservice/verify": {
    serial: own,
    otp: possible("An OTP; unless given, a challenge is opened."),
    transactionid: possible("The challenge that `otp` answers."),
  },
  "/userservice/enroll": { ...enrollment, type: needed("Type of the token.") },
  "/userservice/enable": { serial: own },
  "/userservice/disable": { serial: own },
  "/userservice/delete": { serial: own },
  "/userservice/reset": { serial: own },
  "/userservice/unassign": { serial: own },
  "/userservice/setpin": { serial: own, userpin: needed("The new PIN.") },
  "/userservice/setmpin": { serial: own, pin: needed("The PIN that the device computes with.") },
  "/userservice/resync": {
    serial: own,
    otp1: needed("An OTP of the token."),
    otp2: needed("The next OTP."),
  },
  "/userservice/setdescription": {
    serial: own,
    description: needed("The new description; it may be empty."),
  },
  "/userservice/assign": {
    serial: needed("Serial of a token that nobody has."),
    pin: possible("Its new PIN."),
    description: possible("Its new description."),
  },
  "/userservice/getSerialByOtp": { otp: needed("The OTP."), type: possible("Only tokens of this type.") },
  "/userservice/webprovision": {
    type: needed("The app: `oathtoken`, `googleauthenticator`, `googleauthenticator_time` or `ocra2`."),
    serial: possible("Serial; made up unless given."),
    prefix: possible("What a made-up serial begins with."),
    description: possible("Description of the token."),
  },
  "/userservice/getmultiotp": {
    serial: own,
    count: needed("How many.", "integer"),
    curTime: possible("`YYYY-MM-DD HH:MM:SS`: the time to begin at; now."),
  },
  "/userservice/activateocratoken": {
    type: needed("`ocra2`."),
    serial,
    activationcode: needed("The code from the letter."),
    genkey: possible("`1`: make up the seed.", "boolean"),
  },
  "/userservice/finishocra2token": {
    type: possible("`ocra2`."),
    pass: needed("What the phone shows."),
    transactionid: needed("The challenge."),
  },
};

export const userserviceParameters: ParameterTable = { ...sessions, ...ownTokens };
