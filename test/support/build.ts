// Builders: a valid thing by default, and only what the test is about spelled out.

import { createHash } from "node:crypto";
import type { Origin } from "../../src/core/audit.ts";
import type { Challenge } from "../../src/core/challenge.ts";
import type { Change } from "../../src/core/change.ts";
import type { CheckRequest } from "../../src/core/check/request.ts";
import type { PolicyText } from "../../src/core/policy/policy.ts";
import type { SettingRow, Settings } from "../../src/core/settings.ts";
import { snapshotOf } from "../../src/core/snapshot.ts";
import type { State } from "../../src/core/store.ts";
import type { Serial, Token } from "../../src/core/token.ts";
import type { User } from "../../src/core/user.ts";
import type { Vault } from "../../src/core/vault.ts";

/** Keeps the promises of a vault (what was moved does not open) without keeping a secret. */
export const openVault: Vault = {
  seal: (plain, place) => Buffer.concat([Buffer.from(`${place}\n`), plain]),
  open(sealed, place) {
    const front = Buffer.from(`${place}\n`);
    if (!Buffer.from(sealed.subarray(0, front.length)).equals(front))
      throw new Error("sealed for another place");
    return sealed.subarray(front.length);
  },
  pinTag: (salt, pin) => createHash("sha256").update(salt).update(pin).digest(),
  mac: (purpose, data) => createHash("sha256").update(purpose).update(data).digest(),
};

export const seed = Buffer.from("12345678901234567890");

export const ada: User = {
  login: "ada",
  realm: "lab",
  owner: { resolver: "people", uid: "1001" },
  info: { username: "ada", userid: "1001", mobile: "+49 170 1", email: "ada@example.com" },
};

type TokenSet = Partial<Omit<Token, "serial" | "secret">> & {
  readonly serial?: string;
  readonly seed?: Uint8Array;
  readonly hash?: string;
  readonly pinText?: string;
};

export function aToken({
  seed: own = seed,
  hash,
  pinText,
  serial = "OATH0001",
  ...set
}: TokenSet = {}): Token {
  const salt = Buffer.from("salt");
  return {
    id: 1,
    type: "hmac",
    owner: ada.owner,
    realms: ["lab"],
    description: "",
    otpLength: 6,
    counter: 0,
    window: 10,
    syncWindow: 1000,
    failCount: 0,
    failLimit: 10,
    active: true,
    paths: [],
    validFrom: undefined,
    validUntil: undefined,
    uses: { attempts: 0, attemptLimit: undefined, successes: 0, successLimit: undefined },
    replacement: false,
    info: {},
    createdAt: 0,
    lastAttemptAt: undefined,
    lastSuccessAt: undefined,
    ...set,
    pin: set.pin ?? (pinText === undefined ? undefined : { salt, tag: openVault.pinTag(salt, pinText) }),
    userPin: undefined,
    serial: serial as Serial,
    secret:
      hash === undefined
        ? { kind: "sealed", bytes: openVault.seal(own, `token/secret/${serial}`) }
        : { kind: "hash", text: hash },
  };
}

export function aPolicy(scope: string, action: string, set: Partial<PolicyText> = {}): PolicyText {
  return {
    name: `${scope}_policy`,
    scope,
    action,
    realm: "*",
    user: "*",
    client: "*",
    time: "",
    active: true,
    ...set,
  };
}

interface Set {
  readonly policies?: readonly PolicyText[];
  readonly config?: Readonly<Record<string, string>>;
}

export function someSettings({ policies = [], config = {} }: Set = {}): Settings {
  const rows: SettingRow[] = [
    ...policies.map(
      (policy, index): SettingRow => ({
        family: "policy",
        name: `${policy.name}${index}`,
        value: { ...policy, name: `${policy.name}${index}` },
      }),
    ),
    ...Object.entries(config).map(
      ([name, value]): SettingRow => ({
        family: "config",
        name,
        value: { value, type: "", description: "" },
      }),
    ),
  ];
  return snapshotOf(1, rows);
}

export function aState(
  tokens: readonly Token[],
  set: Set & { readonly challenges?: readonly Challenge[] } = {},
): State {
  return {
    settings: someSettings(set),
    tokens,
    challenges: set.challenges ?? [],
    activeTokens: new Map(),
    sessions: new Map(),
    throttles: new Map(),
  };
}

export function anOrigin(set: Partial<Origin> = {}): Origin {
  return { at: 0, action: "validate/check", client: "10.0.0.1", administrator: "", ...set };
}

export function aRequest(set: Partial<CheckRequest> = {}): CheckRequest {
  return {
    origin: anOrigin(),
    path: "validate",
    user: ada,
    addressed: { login: "ada", realm: "lab" },
    unknownUser: false,
    holder: undefined,
    pass: undefined,
    serials: undefined,
    tokenType: undefined,
    transactionId: undefined,
    text: undefined,
    parameters: new Map(),
    signature: undefined,
    bySerial: false,
    pinMode: undefined,
    alwaysChallenge: false,
    fallbacks: true,
    ...set,
  };
}

/** What a store would hold after these changes; for tests that follow a life without a database. */
export function after(state: State, changes: readonly Change[]): State {
  return changes.reduce(applied, state);
}

function applied(state: State, change: Change): State {
  switch (change.kind) {
    case "token.update":
      return {
        ...state,
        tokens: state.tokens.map((token) =>
          token.serial === change.serial ? { ...token, ...change.set } : token,
        ),
      };
    case "token.delete":
      return {
        ...state,
        tokens: state.tokens.filter(({ serial }) => serial !== change.serial),
        challenges: state.challenges.filter(({ serial }) => serial !== change.serial),
      };
    case "challenge.open":
      return { ...state, challenges: [...state.challenges, change.challenge] };
    case "challenge.update":
      return {
        ...state,
        challenges: state.challenges.map((each) =>
          each.serial === change.serial && each.transactionId === change.transactionId
            ? { ...each, ...change.set }
            : each,
        ),
      };
    default:
      return state;
  }
}
