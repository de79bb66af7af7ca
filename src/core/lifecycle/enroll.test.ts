import assert from "node:assert/strict";
import { test } from "node:test";
import { ada, anOrigin, aState, aToken, openVault } from "../../../test/support/build.ts";
import { fieldsOf } from "../fields.ts";
import { rule } from "../policy/rule.ts";
import { Refusal } from "../problem.ts";
import type { State } from "../store.ts";
import type { Serial, Token } from "../token.ts";
import type { TokenType } from "../token-type.ts";
import { wrong } from "../token-type.ts";
import { type Draft, decideEnroll, type EnrollmentRules } from "./enroll.ts";

const plain: TokenType = {
  type: "hmac",
  spelling: "HMAC",
  prefix: "OATH",
  title: "",
  otp: "spent",
  modes: { authenticate: true, challenge: false },
  selfEnroll: true,
  readEnrollment: (_, { serial, random }) => ({
    secret: { kind: "seed", bytes: random.subarray(0, 20) },
    set: { otpLength: 8, info: { hashlib: "sha1" } },
    shown: { otpkey: `seed://${serial}` },
  }),
  verify: () => wrong,
};

const serials = ["OATH0001AAAA", "OATH0001BBBB"] as readonly string[] as readonly Serial[];

function aDraft(set: Partial<Draft> = {}): Draft {
  return {
    origin: anOrigin({ at: 1000, action: "admin/init" }),
    by: "administrator",
    type: plain,
    fields: fieldsOf({}),
    serials,
    serialGiven: false,
    user: ada,
    paths: undefined,
    description: undefined,
    active: undefined,
    realms: ["lab"],
    pin: undefined,
    replacement: false,
    ...set,
  };
}

function enroll(state: State, draft: Draft, set: Partial<EnrollmentRules> = {}) {
  const ruling = rule(state.settings.policies, { user: undefined, realm: "lab", client: "10.0.0.1", at: 0 });
  const rules: EnrollmentRules = {
    ruling,
    holder: draft.user,
    authorize: () => [],
    limits: { all: undefined, ofType: undefined },
    limitOf: () => undefined,
    randomPin: undefined,
    ...set,
  };
  const materials = {
    vault: openVault,
    passwordHash: undefined,
    random: new Uint8Array(64),
    transactionId: "12345678901234567",
    outside: () => undefined,
    target: undefined,
    activeTokens: 3,
  };
  return decideEnroll(state, draft, { rules, materials });
}

function created(state: State, draft: Draft, set: Partial<EnrollmentRules> = {}): Token {
  const [change] = enroll(state, draft, set).changes;
  assert.equal(change?.kind, "token.create");
  return change.token;
}

const code = (error: unknown): string => (error instanceof Refusal ? error.problem.code : String(error));

test("a new token starts with the defaults, its own things, and a seed sealed for its row", () => {
  const state = aState([], { config: { DefaultMaxFailCount: "7", DefaultCountWindow: "x" } });
  const token = created(state, aDraft());
  const { serial, failLimit, window, syncWindow, otpLength, active, paths, createdAt, owner, info, pin } =
    token;
  assert.deepEqual(
    { serial, failLimit, window, syncWindow, otpLength, active, paths, createdAt, owner, info, pin },
    {
      serial: "OATH0001AAAA",
      failLimit: 7,
      window: 10,
      syncWindow: 1000,
      otpLength: 8,
      active: true,
      paths: [],
      createdAt: 1000,
      owner: ada.owner,
      info: { hashlib: "sha1" },
      pin: undefined,
    },
  );
  assert.equal(
    token.secret?.kind === "sealed" && openVault.open(token.secret.bytes, "token/secret/OATH0001AAAA").length,
    20,
  );
});

test("a drawn serial that is taken meanwhile gives way to the next, and the answer names the one that was used", () => {
  const state = aState([aToken({ serial: "OATH0001AAAA" })]);
  const { outcome, audit } = enroll(state, aDraft());
  assert.deepEqual(
    [outcome.serial, outcome.shown.otpkey, audit.serial],
    ["OATH0001BBBB", "seed://OATH0001BBBB", "OATH0001BBBB"],
  );
  const full = aState(serials.map((serial) => aToken({ serial })));
  assert.throws(
    () => enroll(full, aDraft()),
    (error) => code(error) === "token-exists",
  );
});

test("a token with paths and without a name is called rollout token", () => {
  assert.equal(created(aState([]), aDraft({ paths: ["userservice"] })).description, "rollout token");
  assert.equal(
    created(aState([]), aDraft({ paths: ["userservice"], description: "Letter" })).description,
    "Letter",
  );
  assert.equal(created(aState([]), aDraft({ paths: [] })).description, "");
});

function again(existing: Partial<Token>, set: Partial<Draft>) {
  const token = aToken({ serial: "X", counter: 9, failCount: 4, description: "old", ...existing });
  const challenge = { transactionId: "1", serial: "X" as Serial };
  const state = { ...aState([token]), challenges: [challenge] } as unknown as State;
  const { changes } = enroll(state, aDraft({ serials: ["X" as Serial], serialGiven: true, ...set }));
  const [change, ...rest] = changes;
  assert.equal(change?.kind, "token.update");
  return { set: change.set, rest };
}

test("a known serial gets a new secret, counters at the start, and only what was asked for", () => {
  const { set, rest } = again(
    { paths: ["validate"], active: false, info: { otp1c: 5 } },
    { user: undefined, realms: [] },
  );
  assert.deepEqual(
    [set.counter, set.failCount, set.paths, set.active, set.realms, set.description],
    [0, 0, ["validate"], false, [], "old"],
  );
  assert.deepEqual(set.info, { hashlib: "sha1" });
  assert.ok(!("owner" in set) && !("pin" in set) && !("uses" in set));
  assert.deepEqual(rest, [{ kind: "challenge.delete", transactionId: "1", serial: "X" }]);
});

test("a new scope replaces the old one, and a replacement that is enrolled again is one no more", () => {
  assert.deepEqual(again({ paths: ["validate"] }, { paths: ["userservice"] }).set.paths, ["userservice"]);
  assert.deepEqual(again({ paths: ["validate"] }, { paths: [] }).set.paths, []);
  assert.equal(again({ replacement: true }, {}).set.replacement, false);
});

test("a token keeps its type for life, but whoever may not touch it is not told its type", () => {
  const state = aState([aToken({ serial: "X", type: "pw" })]);
  const draft = aDraft({ serials: ["X" as Serial], serialGiven: true });
  assert.throws(
    () => enroll(state, draft),
    (error) => code(error) === "token-type-clash",
  );
  const authorize = () => {
    throw new Refusal({ code: "forbidden", message: "" });
  };
  assert.throws(
    () => enroll(state, draft, { authorize }),
    (error) => code(error) === "forbidden",
  );
});

test("limits are looked at under the lock: of the owner, of the type, of each realm", () => {
  const state = aState([aToken({ serial: "A" }), aToken({ serial: "R", paths: ["userservice"] })]);
  const tooMany = (set: Partial<EnrollmentRules>, draft = aDraft()) => {
    try {
      return enroll(state, draft, set).outcome.serial;
    } catch (error) {
      return code(error);
    }
  };
  assert.equal(tooMany({ limits: { all: 1, ofType: undefined } }), "too-many-tokens");
  assert.equal(tooMany({ limits: { all: 2, ofType: 2 } }), "OATH0001AAAA");
  assert.equal(tooMany({ limits: { all: 1, ofType: 1 } }, aDraft({ paths: ["validate"] })), "OATH0001AAAA");
  assert.equal(tooMany({ limitOf: () => 0 }), "too-many-tokens");
  assert.equal(tooMany({ limitOf: () => 0 }, aDraft({ active: false })), "OATH0001AAAA");
  assert.equal(tooMany({ limits: { all: 1, ofType: 1 } }, aDraft({ user: undefined })), "OATH0001AAAA");
});

test("a password without its hash is never kept", () => {
  const password: TokenType = {
    ...plain,
    readEnrollment: () => ({ secret: { kind: "password", text: "secret" }, set: {}, shown: {} }),
  };
  assert.throws(() => enroll(aState([]), aDraft({ type: password })), /was not hashed/);
});

test("the audit entry names whom and what, and how many tokens are active now", () => {
  const { audit } = enroll(aState([]), aDraft());
  const { user, realm, tokenType, actionDetail, success, action } = audit;
  assert.deepEqual(
    [user, realm, tokenType, actionDetail, success, action],
    ["ada", "lab", "HMAC", "tokennum = 4", true, "admin/init"],
  );
});
