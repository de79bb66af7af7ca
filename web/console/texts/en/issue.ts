// Issuing rollout tokens, in English.

export const issue = {
  action: "Issue a rollout token",
  title: "Issue a rollout token",
  lead: "With it a person gets in for the first time, together with his password, and sets up his own token.",
  submit: "Issue",
  summary: "Summary",
  person: "For",
  kind: "Secret",
  opensLabel: "Opens",
  channel: "Handed over",
  notChosen: "not chosen yet",
  personStep: "Who gets it?",
  kindStep: "What kind of secret?",
  opensStep: "What does it open?",
  channelStep: "How does it reach the person?",
  kinds: {
    pw: {
      label: "Generated code",
      hint: "A random code of 16 characters that is easy to type. The usual choice.",
    },
    totp: {
      label: "App, by time",
      hint: "The person scans a QR code; codes change every 30 seconds (TOTP).",
    },
    hmac: { label: "App, by counter", hint: "The person scans a QR code; each code counts one up (HOTP)." },
    sms: { label: "SMS", hint: "Each code is sent to a phone when it is needed." },
    email: { label: "E-mail", hint: "Each code is sent to a mailbox when it is needed." },
    yubikey: { label: "Yubikey", hint: "A device that you have programmed (AES mode, 44 characters)." },
  },
  phone: "Phone number",
  email: "E-mail address",
  aesKey: "AES key of the Yubikey",
  aesKeyHelp: "32 hexadecimal digits, as the personalization tool shows them.",
  opens: {
    portal: {
      label: "Only the self-service portal",
      hint: "The person signs in there and sets up his own token. Nothing else opens. The safest choice.",
    },
    both: {
      label: "Self-service portal and access points (VPN\u00a0…)",
      hint: "For people who reach the portal only through the VPN. Needs a policy that allows it.",
    },
  },
  policyMissing: "No active policy lets rollout tokens open access points.",
  policyMissingNext: (action: string) =>
    `The token would open the portal only. It takes a policy in scope authentication with the action ${action}, for the people and clients concerned.`,
  createPolicy: "Write this policy",
  channels: {
    hand: { label: "By hand", hint: "You know the person and hand it over. Valid for 24 hours." },
    letter: { label: "By letter", hint: "Sealed, by post. Valid for 21 days." },
    email: { label: "By e-mail", hint: "Only to a mailbox that nobody else reads. Valid for 24 hours." },
    sms: { label: "By SMS or phone", hint: "Read out or sent while the person waits. Valid for 10 minutes." },
  },
  nothingToHandOver: "There is nothing to hand over: each code is sent when the person signs in.",
  validity: "Valid for",
  duration: (minutes: number) => {
    if (minutes < 60) return `${minutes} minutes`;
    if (minutes < 1440) return minutes === 60 ? "1 hour" : `${minutes / 60} hours`;
    return minutes === 1440 ? "24 hours" : `${minutes / 1440} days`;
  },
  uses: "Successful uses at most",
  usesHelp: "A few, so that an interrupted setup can be repeated.",
  longValidity: (channel: "hand" | "letter" | "email" | "sms") =>
    ({
      hand: "This is longer than the 24 hours that are usual when it is handed over. Keep it as short as you can.",
      letter: "This is longer than the 21 days that NIST SP 800-63B allows for letters within a country.",
      email: "This is longer than the 24 hours that NIST SP 800-63B allows for e-mail.",
      sms: "This is longer than the 10 minutes that NIST SP 800-63B allows for SMS and calls.",
    })[channel],
  description: "Description (optional)",
  descriptionHelp: "For your own records; without one it is called “rollout token”.",
  lacks: {
    person: "Choose the person who gets the token.",
    address: "Enter where the codes shall be sent.",
    key: "Enter the AES key: 32 hexadecimal digits.",
    uses: "Enter a number of uses from 1 to 100.",
  },
  undone: "Nothing was issued: validity and uses could not be set.",
  undoneNext: "The token was removed again, because one without limits must not stay. You can try again.",
  leftBehind: (serial: string) => `Attention: ${serial} exists without limits.`,
  leftBehindNext:
    "Its validity could not be set, and it could not be removed. Open it and remove it, or set limits.",
  issuedTitle: (name: string) => `Rollout token for ${name}`,
  issuedLead: {
    hand: "It is issued. Hand this over now: the code is not shown again.",
    letter: "It is issued. Print the slip and seal it: the code is not shown again.",
    email: "It is issued. Send this now: the code is not shown again.",
    sms: "It is issued. Tell the person now: the code is not shown again.",
  },
  handOver: "What to hand over",
  portalAddress: "Address of the portal",
  username: "Username",
  code: "Rollout code",
  key: "Key for the app",
  qrLabel: "QR code to be scanned with the authenticator app",
  shownOnce: "Shown this once: it cannot be looked up again later.",
  giveYubikey: "Hand over the Yubikey. Pressing its button types the code.",
  codesGoTo: (address: string) => `Codes are sent to ${address} when the person signs in.`,
  holds: (until: string, uses: number) =>
    `Valid until ${until}, for ${uses === 1 ? "one successful use" : `${uses} successful uses`}. It is removed as soon as the person's own token has been used, if the policy purge_rollout_token is on.`,
  print: "Print the slip",
  another: "Issue another",
  openToken: (serial: string) => `Look at ${serial}`,
  slip: {
    title: "Your first sign-in",
    dear: (name: string) => name,
    intro:
      "With the details below you get in for the first time and set up your own token. It takes a few minutes.",
    open: "Open the address of the portal.",
    signIn: "Sign in with your username and your usual password.",
    codeSteps: {
      pw: "When you are asked for a code, type the rollout code exactly as it is printed here, with hyphens.",
      totp: "Scan the QR code with an authenticator app and type the code that it shows.",
      hmac: "Scan the QR code with an authenticator app and type the code that it shows.",
      sms: "Type the code that is sent to your phone.",
      email: "Type the code that is sent to your mailbox.",
      yubikey: "When you are asked for a code, press the button of your Yubikey.",
    },
    add: "Add your own token and try it out. From then on you sign in with that.",
    portal: "Portal",
    username: "Username",
    code: "Rollout code",
    key: "Key",
    until: "Valid until",
    care: "Nobody will ever ask you for this code by phone or e-mail. Destroy this slip when your own token works.",
  },
};
