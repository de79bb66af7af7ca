// The stored settings that are heeded, for the reference (contract 13). A test holds the list against the code that reads.

export interface SettingMeaning {
  readonly about: string;
  /** What holds when it is not set; empty: nothing. */
  readonly otherwise: string;
}

/** Every other key is kept, exported and shown, and changes nothing. `<Type>` stands for the name of a token type. */
export const settingCatalogue: { readonly [key: string]: SettingMeaning } = {
  "access_point.<name>": {
    about:
      "Addresses and networks of an access point, separated by commas. Its name may stand in the client field of policies.",
    otherwise: "",
  },
  AutoResync: {
    about: "Whether two consecutive OTPs beyond the window resynchronise a token.",
    otherwise: "False",
  },
  AutoResyncTimeout: { about: "Seconds between those two OTPs, at most. HOTP only.", otherwise: "300" },
  DefaultChallengeValidityTime: { about: "Seconds until a challenge expires.", otherwise: "120" },
  "<Type>ChallengeValidityTime": {
    about: "The same for one type, such as `SmsChallengeValidityTime`.",
    otherwise: "",
  },
  DefaultCountWindow: { about: "How far a login with a new token looks ahead.", otherwise: "10" },
  DefaultMaxFailCount: { about: "Wrong answers until a new token is locked.", otherwise: "10" },
  DefaultOtpLen: { about: "Digits of an OTP of a new token.", otherwise: "6" },
  DefaultRealm: {
    about: "The realm that is meant when none is given; set by `/system/setDefaultRealm`.",
    otherwise: "",
  },
  DefaultResetFailCount: { about: "`True`: a login forgives wrong answers.", otherwise: "True" },
  DefaultSyncWindow: {
    about: "How far the resynchronisation of a new token looks ahead.",
    otherwise: "1000",
  },
  EmailBlockingTimeout: { about: "Seconds until a token sends another e-mail.", otherwise: "120" },
  OcraDefaultSuite: { about: "Suite of new OCRA2 tokens.", otherwise: "OCRA-1:HOTP-SHA256-8:C-QN08" },
  QrOcraDefaultSuite: {
    about: "Suite of new OCRA2 tokens that scan their question.",
    otherwise: "OCRA-1:HOTP-SHA256-6:C-QA64",
  },
  OcraMaxChallengeRequests: {
    about: "Wrong answers until the enrollment of an OCRA2 token starts anew.",
    otherwise: "3",
  },
  Ocra2MaxChallengeRequests: {
    about: "Wrong answers to a challenge of an OCRA2 token, at most.",
    otherwise: "3",
  },
  "ocra2.max_check_challenge_retry": {
    about: "Earlier values that an answer of an OCRA2 token may be for.",
    otherwise: "0",
  },
  PassOnUserNoToken: {
    about: "Whether people without a token are let in by nothing at all.",
    otherwise: "False",
  },
  PassOnUserNotFound: { about: "Whether names that nobody knows are let in.", otherwise: "False" },
  PrependPin: { about: "Whether the PIN comes before the OTP.", otherwise: "True" },
  PushMaxChallenges: { about: "Answers to a challenge of a push token, at most.", otherwise: "3" },
  QRMaxChallenges: { about: "Answers to a challenge of a QR token, at most.", otherwise: "3" },
  QRTokenOtpLen: { about: "Digits of a QR token's TAN.", otherwise: "8" },
  SMSBlockingTimeout: { about: "Seconds until a token sends another SMS.", otherwise: "60" },
  SMSProviderTimeout: { about: "Seconds until an OTP that was sent by SMS expires.", otherwise: "300" },
  TransactionIdLength: { about: "Digits of a transaction id, 12 to 17.", otherwise: "17" },
  VoiceBlockingTimeout: { about: "Seconds until a token calls again.", otherwise: "60" },
  allowSamlAttributes: { about: "`True`: samlcheck tells who somebody is.", otherwise: "False" },
  "client.FORWARDED": {
    about: "Whether the header Forwarded of known proxies is believed.",
    otherwise: "False",
  },
  "client.FORWARDED_PROXY": { about: "Those proxies: addresses and networks.", otherwise: "" },
  "client.X_FORWARDED_FOR": {
    about: "Whether their header X-Forwarded-For is believed.",
    otherwise: "False",
  },
  errors: {
    about: "The numbers of errors that `httperror` turns into pages; all unless set.",
    otherwise: "",
  },
  fido2_attestation_roots: {
    about: "Certificates, in PEM, of manufacturers whose authenticators are trusted to tell their model.",
    otherwise: "",
  },
  "hotp.hashlib": { about: "Hash of new HOTP tokens.", otherwise: "sha1" },
  "linotpGetotp.active": { about: "Whether OTPs can be asked for at all.", otherwise: "False" },
  mayOverwriteClient: { about: "Addresses whose requests may name another one as `client`.", otherwise: "" },
  mobile_app_protocol_id: {
    about: "Scheme of the addresses that QR and push tokens open.",
    otherwise: "lseqr",
  },
  "ocra.timeShift": { about: "Seconds that clocks of OCRA2 tokens are wrong.", otherwise: "0" },
  "ocra.timeWindow": { about: "Seconds that clocks of OCRA2 tokens may be wrong.", otherwise: "180" },
  pagesize: { about: "Rows on a page when nobody says how many.", otherwise: "50" },
  policy_action_validation: {
    about: "Whether policies with unknown actions are refused.",
    otherwise: "False",
  },
  "remote.verify_ssl_certificate": {
    about: "Whether remote tokens check the other server's certificate.",
    otherwise: "False",
  },
  "selfservice.auth_expiry": { about: "How long a session in the portal lasts.", otherwise: "1h" },
  "selfservice.realmbox": { about: "`True`: the portal asks for the realm.", otherwise: "False" },
  splitAtSign: { about: "Whether `login@realm` names a realm.", otherwise: "True" },
  "token.last_access": {
    about: "Whether the last use of a token is kept, or how it is written.",
    otherwise: "",
  },
  "totp.hashlib": { about: "Hash of new TOTP tokens.", otherwise: "sha1" },
  "totp.timeShift": { about: "Seconds that clocks of new TOTP tokens are wrong.", otherwise: "0" },
  "totp.timeStep": { about: "Seconds in which a TOTP token shows one value: 30 or 60.", otherwise: "30" },
  "totp.timeWindow": { about: "Seconds that clocks of new TOTP tokens may be wrong.", otherwise: "180" },
  "user_lookup_cache.enabled": {
    about: "Whether people who were looked up in a directory are remembered.",
    otherwise: "True",
  },
  "user_lookup_cache.expiration": { about: "How long, in seconds or as `12h`.", otherwise: "129600" },
  "yubico.id": { about: "Account at Yubico's cloud.", otherwise: "" },
  "yubico.secret": { about: "Its secret; kept sealed with the type `password`.", otherwise: "" },
  "yubico.timeout": { about: "Seconds until one of Yubico's servers must have answered.", otherwise: "5" },
  "yubico.url": { about: "Its servers, when they are not Yubico's.", otherwise: "" },
  "<TYPE>_CHALLENGE_PROMPT": {
    about: "What a challenge of this type says, such as `SMS_CHALLENGE_PROMPT`.",
    otherwise: "",
  },
};
