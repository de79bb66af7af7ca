// What the shared components say, in English. This file decides which texts there are; German follows it.

export const en = {
  product: "Latchkey",
  skipToContent: "Skip to content",
  close: "Close",
  cancel: "Cancel",
  tryAgain: "Try again",
  language: "Language",
  appearance: "Appearance",
  appearanceAuto: "Like the device",
  appearanceLight: "Light",
  appearanceDark: "Dark",
  menu: "Settings and account",
  places: "Menu",
  signOut: "Sign out",
  loading: "Loading …",
  copy: "Copy",
  copied: "Copied",
  showText: "Show what you typed",
  problem: {
    unreachable: "The server cannot be reached.",
    unreachableNext: "Check your connection and try again in a moment.",
    expired: "Your session has ended.",
    expiredNext: "Sign in again. Nothing that was saved is lost.",
    denied: "You are not allowed to do this.",
    deniedNext: "If you need it, ask your help desk.",
    failed: "The server could not do this.",
    failedNext: "Try again. If it happens again, tell your help desk what you did and when.",
    broken: "This page has broken.",
    brokenNext: "Load it again. If it breaks again, tell your help desk what you did and when.",
    passkey: {
      stopped: {
        what: "The passkey was not used.",
        next: "It was declined, or it took too long. Try again, and follow what your browser asks for.",
      },
      unsupported: {
        what: "This browser cannot use passkeys.",
        next: "Use a current version of Chrome, Edge, Firefox or Safari, or choose another token.",
      },
      "wrong-place": {
        what: "Passkeys do not work at this address.",
        next: "Open this page under its usual address. If you did, tell your help desk that the domain of the passkeys does not fit.",
      },
      known: {
        what: "This device or key has a passkey of yours already.",
        next: "Use that one, or choose another device or key.",
      },
      unsuitable: {
        what: "This device or key cannot be used here.",
        next: "It may need a PIN or a fingerprint to be set up first. Otherwise choose another one.",
      },
    },
    serverSays: (message: string) => `The server says: “${message}”.`,
  },
};
