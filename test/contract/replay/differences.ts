// Where our answers differ from the recordings, and why. "deviation N": docs/decisions and test/contract have more on it.
// A difference that is not listed fails the replay, and so does a listed one that no longer occurs.

import type { Absences } from "./replay.ts";

export interface Difference {
  /** The number at the beginning of its name. */
  readonly scenario: string;
  readonly steps: readonly number[];
  /** Each occurs in each of these steps. */
  readonly fields: readonly (string | RegExp)[];
  readonly reason: string;
}

export const absent: Absences = {
  endpoints: [
    // The console's own pages: built for the product, not served by the test server.
    "/manage",
    "/manage/",
    // Pages of LinOTP's own console; the data behind them is at /manage/context, tokenview_flexi and userview_flexi.
    "/manage/login",
    "/manage/tokeninfo",
    "/static/css/linotp.css",
  ],
  tokenTypes: [],
};

/** The whole answer: LinOTP accepts what we refuse, or the other way round. */
const answer = /^(result|detail)(\.|$)/;
const sentence = "result.error.message";
const problem = ["result.error.code", sentence];

const ownWords = "own words: the number is LinOTP's, the sentence is not one that clients compare";
const missingParameter = "deviation 17: a missing parameter is error 905 everywhere";
const passkeys = "passkeys come with LinOTP 4, whose actions we have";
const aboutNothing = "nobody depends on `id`";

export const differences: readonly Difference[] = [
  // 01 logging in
  {
    scenario: "01",
    steps: [2],
    fields: ["status", "headers.content-type"],
    reason: missingParameter,
  },
  {
    scenario: "01",
    steps: [14],
    fields: ["headers.set-cookie"],
    reason: "there are no refresh cookies to clear",
  },
  {
    scenario: "01",
    steps: [17],
    fields: ["status", "headers.content-type"],
    reason: "deviation 6: it is there for clients of LinOTP 2, behind a password",
  },
  {
    scenario: "01",
    steps: [20],
    fields: ["headers.location"],
    reason: "not in this version: /selfservice-legacy; the portal is /selfservice/",
  },

  // 02, 03 system
  { scenario: "02", steps: [3], fields: problem, reason: missingParameter },
  { scenario: "02", steps: [39, 40], fields: [sentence], reason: ownWords },
  {
    scenario: "03",
    steps: [5],
    fields: [
      "result.value.PublicKey.Partition.0",
      "result.value.SecretKey.Partition.0",
      "result.value.sql_data_model_version",
    ],
    reason: "keys of QR and push tokens and the layout of LinOTP's tables are no settings of ours",
  },
  {
    scenario: "03",
    steps: [5],
    fields: ["result.value.sqlresolver.Map.LinOTP_local_admins"],
    reason: "the same JSON without blanks",
  },
  {
    scenario: "03",
    steps: [5],
    fields: ["result.value.sqlresolver.Password.LinOTP_local_admins"],
    reason: "administrators are kept in our own database: that resolver has no password",
  },
  {
    scenario: "03",
    steps: [7],
    fields: ["result.value.getConfig mypw"],
    reason: "deviation 20: sealed with our own cipher, shown as what it is, as LinOTP does",
  },

  // passkeys, wherever rights and actions are listed
  {
    scenario: "01",
    steps: [13],
    fields: [
      "detail.permissions.anyRealm",
      "detail.permissions.inRealm.linotp_admins",
      "detail.permissions.inRealm.myrealm",
    ],
    reason: passkeys,
  },
  {
    scenario: "04",
    steps: [31],
    fields: [/\.(init|enroll|maxtoken)FIDO2$/, /\.(enrollment|authentication|authorization)\.fido2_/],
    reason: passkeys,
  },
  { scenario: "04", steps: [32], fields: ["result.value.fido2_allowed_authenticators"], reason: passkeys },

  // 04 policies
  {
    scenario: "04",
    steps: [11, 12],
    fields: [answer],
    reason: "a policy whose client or time cannot be understood is refused when it is set",
  },
  {
    scenario: "04",
    steps: [14, 19],
    fields: ["result.value.x7", "result.value.x8"],
    reason: "refused in steps 11 and 12",
  },
  {
    scenario: "04",
    steps: [20, 22],
    fields: [answer],
    reason: "refused in steps 11 and 12, so they poison nothing",
  },
  { scenario: "04", steps: [21], fields: [/Policy\.x7\./], reason: "refused in step 11" },
  {
    scenario: "04",
    steps: [31, 32],
    fields: [/^result\.value\..+\.desc$/],
    reason: "every action has a description in our own words",
  },
  {
    scenario: "04",
    steps: [31],
    fields: ["result.value.authentication.rollout_token_allow_validate"],
    reason: "deviation 1: the action that opens /validate to rollout tokens",
  },
  {
    scenario: "04",
    steps: [34],
    fields: ["headers.content-type"],
    reason: "JSON is never sent as HTML: a browser would run what policies contain",
  },
  { scenario: "04", steps: [39], fields: problem, reason: missingParameter },

  // 05, 06 enrolling
  { scenario: "05", steps: [26], fields: [answer], reason: "deviation 21: enables the user's tokens" },
  {
    scenario: "05",
    steps: [30],
    fields: ["result.value"],
    reason: "deviation 21: the token was enabled in step 26",
  },
  { scenario: "05", steps: [31], fields: [sentence], reason: ownWords },
  { scenario: "06", steps: [6, 7, 8, 9, 11], fields: [sentence], reason: ownWords },
  {
    scenario: "06",
    steps: [14, 16],
    fields: problem,
    reason: "deviation 3: a scope that says nothing is error 905",
  },
  {
    scenario: "06",
    steps: [15, 17, 18],
    fields: [answer],
    reason: "deviation 3: a scope that cannot mean what it says is refused",
  },
  {
    scenario: "06",
    steps: [21],
    fields: [answer],
    reason: "deviation 5: `rollout` is a boolean, and anything else is refused",
  },
  {
    scenario: "06",
    steps: [23, 25, 26],
    fields: [/^result\.value\./],
    reason: "deviation 3: refused in steps 15, 17 and 18",
  },
  {
    scenario: "06",
    steps: [27],
    fields: ["result.value.data[0].LinOtp.TokenInfo"],
    reason: "deviation 3: an empty list of paths means an ordinary token, and is not kept",
  },
  {
    scenario: "06",
    steps: [28],
    fields: ["result.value.data[0].LinOtp.TokenDesc", "result.value.data[0].LinOtp.TokenInfo"],
    reason: "deviation 5: rollout=0 is an ordinary token",
  },
  {
    scenario: "06",
    steps: [29],
    fields: [/^result\.value\./],
    reason: "deviation 5: refused in step 21",
  },
  {
    scenario: "06",
    steps: [31],
    fields: [answer],
    reason: "serials have 40 characters at most: longer ones behave differently from database to database",
  },

  {
    scenario: "09",
    steps: [40],
    fields: ["detail.ocraurl.img"],
    reason: "there is nothing to scan, so there is no picture",
  },

  // 08 TOTP
  {
    scenario: "08",
    steps: [13],
    fields: ["result.value.data[0].LinOtp.Count"],
    reason: "deviation 16: a changed step rounds up, so that no time that was spent can be spent again",
  },

  {
    scenario: "08",
    steps: [10],
    fields: ["status", "headers.content-type"],
    reason: missingParameter,
  },

  // 10 the rollout token
  {
    scenario: "10",
    steps: [14, 20],
    fields: ["result.value.length"],
    reason: "deviation 2: people do not see their rollout tokens",
  },
  {
    scenario: "10",
    steps: [26],
    fields: ["total"],
    reason: "our trail names the user in one entry more; which one LinOTP leaves out was not recorded",
  },
  {
    scenario: "10",
    steps: [31, 39, 43],
    fields: ["result.value"],
    reason: "deviation 1: no policy rollout_token_allow_validate, no entry",
  },
  {
    scenario: "10",
    steps: [41, 44],
    fields: ["result.value.data[0].LinOtp.Count"],
    reason: "deviation 1: not used in steps 39 and 43",
  },

  {
    scenario: "09",
    steps: [48, 49],
    fields: ["result.error.code", sentence],
    reason: passkeys,
  },

  // 12, 13 limits, authorization
  { scenario: "12", steps: [28, 29, 30, 32, 33, 34, 41], fields: [sentence], reason: ownWords },
  { scenario: "12", steps: [41], fields: ["id"], reason: aboutNothing },
  {
    scenario: "13",
    steps: [10, 11],
    fields: ["status", "headers.content-type"],
    reason: "a client address that is none, or not IPv4, is refused like any other; LinOTP crashes",
  },
  {
    scenario: "13",
    steps: [16],
    fields: [answer],
    reason: "`client` is an address only where people log in, so it does not trap administrators",
  },
  {
    scenario: "13",
    steps: [35],
    fields: ["total"],
    reason: "the refusals of steps 10 and 11 are audited",
  },

  // 15, 16 asking for OTPs
  {
    scenario: "15",
    steps: [7, 8, 9],
    fields: [/tokeninfo\.token\.LinOtp\.FailCount$/],
    reason: "asking for a status with a wrong PIN in step 5 costs what a wrong PIN costs everywhere",
  },
  {
    scenario: "15",
    steps: [10],
    fields: ["status", "headers.content-type"],
    reason: missingParameter,
  },
  {
    scenario: "15",
    steps: [14],
    fields: [/received_count$/, /valid_tan$/],
    reason: "deviation 18: closed stays closed",
  },
  {
    scenario: "16",
    steps: [23],
    fields: ["headers.allow"],
    reason: "HEAD is not answered where a question spends an OTP",
  },

  // 17, 18 owners, lost tokens
  { scenario: "17", steps: [6, 29], fields: [sentence], reason: ownWords },
  { scenario: "17", steps: [6, 7, 9, 30], fields: ["id"], reason: aboutNothing },
  {
    scenario: "17",
    steps: [11],
    fields: ["result.value.cryptpass"],
    reason: "deviation 17: hashes are never shown",
  },
  { scenario: "17", steps: [13], fields: problem, reason: missingParameter },
  { scenario: "18", steps: [8], fields: problem, reason: missingParameter },

  // 19 token files
  { scenario: "19", steps: [5], fields: ["text"], reason: "the same, and the line of the file" },
  { scenario: "19", steps: [8], fields: ["text"], reason: "what was sent is escaped: the answer is XML" },
  { scenario: "19", steps: [9, 14], fields: problem, reason: missingParameter },
  { scenario: "19", steps: [13], fields: ["text"], reason: ownWords },

  // 21, 22 lists
  {
    scenario: "21",
    steps: [14],
    fields: ["text"],
    reason: "tokens are numbered from 1; the recording began with others",
  },
  { scenario: "21", steps: [2], fields: [sentence], reason: ownWords },
  {
    scenario: "22",
    steps: [2, 8, 9, 12],
    fields: ["total"],
    reason: "the trail of the recording began with other scenarios",
  },
  {
    scenario: "22",
    steps: [9],
    fields: [/^rows\[/],
    reason: "the trail of the recording began with other scenarios",
  },

  // 23 REST
  {
    scenario: "23",
    steps: [24, 25, 27],
    fields: ["result.value.totalPages", "result.value.totalRecords"],
    reason: "the trail of the recording began with other scenarios",
  },
  {
    scenario: "23",
    steps: [25],
    fields: [/^result\.value\.pageRecords/],
    reason: "the trail of the recording began with other scenarios",
  },

  // 24, 26 portal, tools
  {
    scenario: "24",
    steps: [41],
    fields: ["headers.content-type"],
    reason: "JSON is never sent as HTML: a browser would run what descriptions contain",
  },
  {
    scenario: "24",
    steps: [41],
    fields: [/^rows\[/],
    reason:
      "our entries name serial and token type, and a refused one has its reason instead of a number of tokens",
  },
  {
    scenario: "24",
    steps: [46],
    fields: ["headers.set-cookie"],
    reason: "logging out takes the cookie away, too",
  },
  { scenario: "24", steps: [48], fields: [sentence], reason: ownWords },
  {
    scenario: "26",
    steps: [8],
    fields: ["result.value.total", "result.value.netto"],
    reason:
      "the recording's settings held what other scenarios had left, and keys that are no settings of ours",
  },
  { scenario: "26", steps: [22], fields: [sentence], reason: ownWords },
  { scenario: "26", steps: [26], fields: problem, reason: missingParameter },
  { scenario: "26", steps: [32], fields: [sentence], reason: ownWords },

  {
    scenario: "26",
    steps: [27],
    fields: [sentence],
    reason:
      "administrators are in the directory whose passwords this changes; in LinOTP they were moved elsewhere",
  },
  { scenario: "26", steps: [28, 29], fields: problem, reason: missingParameter },

  // 32 questions to apps
  {
    scenario: "32",
    steps: [1],
    fields: ["detail.ocraurl.img"],
    reason: "there is nothing to scan, so there is no picture",
  },

  // 28 rights
  {
    scenario: "28",
    steps: [8],
    fields: [answer],
    reason: "limits take the right `set`, like every property",
  },
  {
    scenario: "28",
    steps: [11],
    fields: ["result.value.pageRecords[0].usageData.maxLoginAttempts"],
    reason: "refused in step 8",
  },

  // 31 asking LinOTP 3 for a passkey
  { scenario: "31", steps: [2, 4], fields: [answer], reason: passkeys },
  {
    scenario: "31",
    steps: [3],
    fields: problem,
    reason: "allowed in step 2: now the relying party is missing",
  },
  { scenario: "31", steps: [5], fields: [answer], reason: "allowed in step 2, possible since step 4" },
];
