// Token files over HTTP, as LinOTP's recorded answers have it (contract 05 section 4).

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import fc from "fast-check";
import { Client, type FieldValues } from "../../../test/support/client.ts";
import { type Company, found } from "../../../test/support/organisation.ts";
import { startWire } from "../../../test/support/wire.ts";
import {
  aladdinXml,
  etokenDat,
  feitianXml,
  keyedPskc,
  oathCsv,
  passwordPskc,
  plainPskc,
  rfcKey,
  rfcSeed,
  yubikeyLog,
} from "../../core/import/testing/token-files.ts";
import { fileTypes } from "../../core/import/token-file.ts";
import { hotp } from "../../core/otp/hotp.ts";
import { stepAt } from "../../core/otp/totp.ts";

const wire = await startWire({ database: "sqlite::memory:" });
after(() => wire.close());
let company: Company;
beforeEach(async () => {
  await wire.reset();
  company = await found(wire);
});

interface Said {
  readonly status: number;
  readonly text: string;
  /** Of an answer in XML. */
  readonly imported: number | undefined;
  readonly code: number | undefined;
  readonly message: string | undefined;
  readonly entry: string | undefined;
}

type File = string | Uint8Array<ArrayBuffer> | undefined;

async function upload(fields: FieldValues, file: File, who: Client = company.admin): Promise<Said> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  if (file !== undefined) form.set("file", new Blob([file]), "tokens.csv");
  const { status, text, json } = await who.send("/admin/loadtokens", { method: "POST", body: form });
  const tag = (name: string) => new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1];
  const imported = tag("imported");
  const code = tag("code") ?? json?.result.error?.code;
  return {
    status,
    text,
    imported: imported === undefined ? undefined : Number(imported),
    code: code === undefined ? undefined : Number(code),
    message: tag("message") ?? json?.result.error?.message,
    entry: tag("entry"),
  };
}

async function row(serial: string): Promise<Record<string, unknown>> {
  const [first] = await company.show({ serial });
  assert.ok(first, `no token ${serial}`);
  return first;
}

async function count(): Promise<number> {
  return (await company.show({})).length;
}

async function newest(): Promise<readonly unknown[]> {
  const rows = await company.audit();
  return rows.find((cells) => cells[4] === "admin/loadtokens") ?? [];
}

async function valid(serial: string, pass: string, now?: string): Promise<boolean> {
  const sending = now === undefined ? {} : { now };
  return (await company.anybody.post("/validate/check_s", { serial, pass }, sending)).value === true;
}

function otpOf(counter: number, digits = 6, hash: "sha1" | "sha256" | "sha512" = "sha1"): string {
  const seed = Uint8Array.from(Buffer.from(rfcSeed, "hex"));
  return hotp({ seed, hash, digits }, counter);
}

const line = (serial: string) => `${serial}, ${rfcSeed}\n`;

test("a file of tokens: answer, rows and audit entry", async () => {
  const said = await upload({ type: "oathcsv", realm: "Example" }, oathCsv);
  assert.equal(
    said.text.replace(/LinOTP 3[^<]*/, "V"),
    '<?xml version="1.0" encoding="UTF-8"?>\n<jsonrpc version="2.0">\n    <result>\n' +
      "        <status>True</status>\n" +
      "        <value>5 tokens were imported from the tokens.csv file.</value>\n    </result>\n" +
      "    <version>V</version>\n    <id>1</id>\n<options><imported>5</imported></options>\n</jsonrpc>",
  );
  const imported = await row("IMP2");
  assert.equal(imported["LinOtp.TokenDesc"], "imported");
  assert.equal(imported["LinOtp.TokenType"], "TOTP");
  assert.equal(imported["LinOtp.Isactive"], true);
  assert.equal(imported["LinOtp.Userid"], "");
  assert.deepEqual(imported["LinOtp.RealmNames"], ["example"]);
  const info = JSON.parse(String(imported["LinOtp.TokenInfo"])) as Record<string, unknown>;
  assert.equal(info["timeStep"], 60);
  const entries = (await company.audit()).filter((cells) => cells[4] === "admin/loadtokens");
  const cells = entries.map((each) => each.slice(5, 13));
  assert.deepEqual(cells.map(([, serial]) => serial).toSorted(), ["IMP1", "IMP2", "IMP3", "IMP4", "IMP5"]);
  assert.ok(entries.every((each) => !JSON.stringify(each).includes(rfcSeed)));
  assert.ok(JSON.stringify(entries[0]).includes("oathcsv, tokens.csv (imported: 5)"));
  assert.ok(JSON.stringify(entries[0]).includes("tokennum = 5"));
});

test("tokens of every format log people in", async () => {
  const at = "2026-03-01T12:00:00Z";
  const step = stepAt(Date.parse(at), 30, 0);
  await upload({ type: "oathcsv" }, `H1, ${rfcSeed}, hotp, 8\nT1, ${rfcSeed}, totp, 6`);
  assert.equal(await valid("H1", otpOf(0, 8)), true);
  assert.equal(await valid("H1", otpOf(0, 8)), false, "spent");
  assert.equal(await valid("T1", otpOf(step), at), true);
  assert.equal((await upload({ type: "dat" }, etokenDat)).imported, 2);
  const etoken = stepAt(Date.parse(at), 30, -946_684_800);
  assert.equal(await valid("RAINER02", otpOf(etoken, 8, "sha256"), at), true, "thirty years behind");
  assert.equal((await upload({ type: "aladdin-xml" }, aladdinXml)).imported, 2);
  assert.equal(await valid("00040008CFA5", otpOf(0)), true);
  assert.equal((await upload({ type: "feitian" }, feitianXml)).imported, 2);
  assert.equal(await valid("1000133508267", otpOf(stepAt(Date.parse(at), 60, 0)), at), true);
  assert.equal((await upload({ type: "yubikeycsv" }, yubikeyLog)).imported, 5);
  assert.equal((await row("UBAM508326_X"))["LinOtp.OtpLen"], 44);
  assert.equal((await row("UBAM508326_X"))["LinOtp.TokenDesc"], "cccccccccccc");
});

test("day passwords and OCRA tokens are imported", async () => {
  assert.equal((await upload({ type: "dpw" }, `DP1 ${rfcSeed.slice(0, 32)}\n`)).imported, 1);
  assert.equal((await row("DP1"))["LinOtp.TokenType"], "DPW");
  const suite = "OCRA-1:HOTP-SHA256-8:QA64";
  assert.equal((await upload({ type: "oathcsv" }, `O1, ${"ab".repeat(32)}, ocra2, ${suite}`)).imported, 1);
  assert.equal((await row("O1"))["LinOtp.TokenType"], "ocra2");
  assert.match(String((await row("O1"))["LinOtp.TokenInfo"]), new RegExp(suite));
  const nonsense = await upload({ type: "oathcsv" }, `O2, ${"ab".repeat(32)}, ocra2, OCRA-9:X`);
  assert.deepEqual([nonsense.imported, nonsense.entry], [undefined, "line 1"]);
});

test("PSKC in the clear, with a key and with a password", async () => {
  const pskc = (kind: string, set: FieldValues = {}) =>
    ({ type: "pskc", pskc_type: kind, pskc_password: "", pskc_preshared: "", ...set }) as const;
  const cases = [
    [pskc("plain"), plainPskc],
    [pskc("key", { pskc_preshared: rfcKey }), keyedPskc],
    [pskc("password", { pskc_password: "qwerty" }), passwordPskc],
  ] as const;
  for (const [fields, file] of cases) {
    assert.equal((await upload(fields, file)).imported, 1);
    assert.equal(await valid("987654321", otpOf(0, 8)), true);
    assert.equal((await upload({ ...fields, pskc_checkserial: "1" }, file)).imported, 0);
  }
  const wrong = await upload(pskc("password", { pskc_password: "qwertz" }), passwordPskc);
  assert.match(String(wrong.message), /MAC does not fit.*token 987654321/);
  assert.equal(wrong.entry, "token 987654321");
  assert.ok(!JSON.stringify(await company.audit()).includes("qwert"), "no password in the trail");
});

test("tokens may come disabled, and somewhere or nowhere", async () => {
  await upload({ type: "oathcsv", enable: "False" }, line("A"));
  assert.equal((await row("A"))["LinOtp.Isactive"], false);
  assert.deepEqual((await row("A"))["LinOtp.RealmNames"], []);
  await upload({ type: "oathcsv", targetrealm: "EXAMPLE" }, line("B"));
  assert.deepEqual((await row("B"))["LinOtp.RealmNames"], ["example"]);
  await upload({ type: "oathcsv", realm: "", targetrealm: "example" }, line("C"));
  assert.deepEqual((await row("C"))["LinOtp.RealmNames"], []);
  const bad = await upload({ type: "oathcsv", enable: "maybe" }, line("D"));
  assert.equal(bad.code, 905);
  const nowhere = await upload({ type: "oathcsv", realm: "nosuch" }, line("D"));
  assert.equal(nowhere.message, "Exception('target realm could not be assigned')");
  assert.equal(await count(), 3);
});

test("a serial that is there gets the new key, and keeps its owner and its PIN", async () => {
  await company.init({ type: "hmac", otpkey: "ab".repeat(20), serial: "A", user: "alice", pin: "geheim" });
  assert.equal((await upload({ type: "oathcsv", realm: "example" }, line("A"))).imported, 1);
  const again = await row("A");
  assert.equal(again["User.username"], "alice");
  assert.equal(await valid("A", `geheim${otpOf(0)}`), true);
  assert.equal(await valid("A", `geheim${otpOf(0)}`), false);
  const clash = await upload({ type: "oathcsv" }, `${line("B")}A, ${rfcSeed}, totp`);
  assert.deepEqual([clash.code, clash.entry], [10, "line 2"]);
  assert.equal(await count(), 1);
});

test("a rollout token is not renewed by a file", async () => {
  const scope = '{"path":["userservice"]}';
  await company.init({ type: "hmac", otpkey: "ab".repeat(20), serial: "R", user: "alice", scope });
  const said = await upload({ type: "oathcsv" }, `${line("A")}${line("R")}`);
  assert.match(String(said.message), /Token R is a rollout token/);
  assert.deepEqual(await company.show({ serial: "A" }), []);
});

test("one bad entry, and nothing is imported", async () => {
  const good = line("GOOD");
  const bad = [
    ["BAD, zzzz", "InvalidSeedException('The provided token seed contains non-hexadecimal characters')"],
    [`BAD, ${rfcSeed}, hotp, 99`, "unsupported digits '99'"],
    [`BAD, ${rfcSeed}, totp, 6, 0`, "unsupported period '0'"],
    [`BAD, ${rfcSeed}, pw`, "unknown token type 'pw'"],
    [`BAD, ${"00".repeat(129)}`, "Parameter 'otpkey' must be at most 128 bytes"],
    ["GOOD, 00", "Token GOOD is there already, in line 1. (line 2)"],
  ] as const;
  for (const [entry, message] of bad) {
    const said = await upload({ type: "oathcsv" }, `${good}${entry}\n${line("ALSO")}`);
    assert.ok(said.message?.includes(message), said.text);
    assert.equal(said.entry, "line 2");
    assert.equal(said.status, 200);
    assert.match(JSON.stringify(await newest()), /line 2/);
  }
  assert.equal(await count(), 0);
});

test("policies: who may import, and where", async () => {
  const admin = new Client(wire.address);
  await admin.login();
  await company.policy("admin", "*", { user: "admin" });
  assert.equal((await upload({ type: "oathcsv" }, line("A"))).imported, 1);
  const other = await mint("helpdesk");
  const refused = await upload({ type: "oathcsv" }, line("B"), other);
  assert.equal(
    refused.message,
    "PolicyException(description='You do not have the administrative right to import tokens. Check the policies.', id=410)",
  );
  assert.equal(refused.code, -311);
  assert.match(refused.text, /^\{/);
  // The right comes first: a stranger does not learn what is missing.
  assert.match(String((await upload({}, undefined, other)).message), /^PolicyException/);
  assert.equal(await count(), 1);
});

test("an administrator of one realm fills that one, and leaves the tokens of others alone", async () => {
  const resolvers = "useridresolver.PasswdIdResolver.IdResolver.people";
  for (const realm of ["aaa", "other"]) await company.admin.post("/system/setRealm", { realm, resolvers });
  await upload({ type: "oathcsv", realm: "other" }, line("THEIRS"));
  await upload({ type: "oathcsv" }, line("NOBODYS"));
  await company.policy("admin", "*", { user: "admin" });
  await company.policy("admin", "import", { user: "helpdesk", realm: "example" });
  const helpdesk = await mint("helpdesk");
  assert.equal((await upload({ type: "oathcsv" }, line("OURS"), helpdesk)).imported, 1);
  assert.deepEqual((await row("OURS"))["LinOtp.RealmNames"], ["example"]);
  const elsewhere = await upload({ type: "oathcsv", realm: "other" }, line("X"), helpdesk);
  assert.equal(elsewhere.message, "Exception('target realm could not be assigned')");
  for (const serial of ["THEIRS", "NOBODYS"]) {
    const taken = await upload({ type: "oathcsv" }, `${line("X")}${line(serial)}`, helpdesk);
    assert.match(String(taken.message), new RegExp(`^PolicyException.*import token ${serial}`));
  }
  assert.equal((await upload({ type: "oathcsv" }, line("OURS"), helpdesk)).imported, 1);
  assert.deepEqual((await row("THEIRS"))["LinOtp.RealmNames"], ["other"]);
  assert.deepEqual(await company.show({ serial: "X" }), []);
});

test("a realm's limit is counted for the whole file", async () => {
  await company.policy("enrollment", "tokencount=3", { realm: "example" });
  const four = ["A", "B", "C", "D"].map(line).join("");
  const said = await upload({ type: "oathcsv", realm: "example" }, four);
  assert.match(String(said.message), /^MaxTokenRealmPolicyException\(description='.*', id=413\)$/);
  assert.match(said.text, /^\{/);
  assert.equal(await count(), 0);
  assert.equal((await upload({ type: "oathcsv", realm: "example", enable: "no" }, four)).imported, 4);
  const three = ["A", "B", "C"].map(line).join("");
  assert.equal((await upload({ type: "oathcsv", realm: "example" }, three)).imported, 3);
  assert.match(String((await upload({ type: "oathcsv", realm: "example" }, line("E"))).message), /id=413/);
});

test("a policy may want random PINs", async () => {
  await company.policy("enrollment", "otp_pin_random=8");
  await upload({ type: "oathcsv", realm: "example" }, line("A"));
  assert.equal(await valid("A", otpOf(0)), false, "there is a PIN that nobody knows");
});

test("nobody imports who is not logged in", async () => {
  const stranger = new Client(wire.address);
  assert.equal((await upload({ type: "oathcsv" }, line("A"), stranger)).status, 401);
  const without = new Client(wire.address);
  await without.login();
  without.cookies.delete("csrf_access_token");
  assert.equal((await upload({ type: "oathcsv" }, line("A"), without)).status, 401);
  const get = await company.admin.get("/admin/loadtokens", { type: "oathcsv" });
  assert.equal(get.status, 405);
  assert.equal(await count(), 0);
});

test("what is missing or empty is told", async () => {
  const file = line("A");
  assert.match(String((await upload({ type: "oathcsv" }, undefined)).message), /ERR905: .*'file'/);
  assert.match(String((await upload({}, file)).message), /ERR905: .*'type'/);
  const empty = "Error loading tokens. File or Type empty!";
  assert.equal((await upload({ type: "oathcsv" }, "")).message, empty);
  assert.equal((await upload({ type: "" }, file)).message, empty);
  for (const name of ["pskc_type", "pskc_password", "pskc_preshared"]) {
    const all: Record<string, string> = { pskc_type: "plain", pskc_password: "", pskc_preshared: "" };
    delete all[name];
    assert.match(
      String((await upload({ type: "pskc", ...all }, plainPskc)).message),
      new RegExp(`'${name}'`),
    );
  }
  const pskc = { type: "pskc", pskc_type: "open", pskc_password: "", pskc_preshared: "" };
  assert.equal((await upload(pskc, plainPskc)).code, 905);
  assert.match(
    String((await upload({ type: "oath<csv" }, file)).message),
    /^Unknown file type: >>oath&lt;csv/,
  );
  assert.equal(
    (await company.admin.post("/admin/loadtokens", { type: "oathcsv", file })).json.result.error?.code,
    905,
  );
});

test("hostile files do no harm", async () => {
  const utf16 = new Uint8Array(Buffer.from(`\uFEFF${line("A")}`, "utf16le"));
  assert.match(String((await upload({ type: "oathcsv" }, utf16)).message), /UTF-8/);
  assert.match(String((await upload({ type: "oathcsv" }, `A\u0000, ${rfcSeed}`)).message), /NUL/);
  const outside = `<!DOCTYPE Tokens [<!ENTITY x SYSTEM "file:///etc/passwd">]>${aladdinXml.replace(rfcSeed, "&x;")}`;
  assert.match(String((await upload({ type: "aladdin-xml" }, outside)).message), /document type/);
  const deep = `${"<Tokens>".repeat(5000)}${"</Tokens>".repeat(5000)}`;
  assert.match(String((await upload({ type: "aladdin-xml" }, deep)).message), /ParseError/);
  const huge = new Uint8Array(11 * 1024 * 1024).fill(65);
  assert.equal((await upload({ type: "oathcsv" }, huge)).status, 413);
  const markup = await upload({ type: "oathcsv" }, `</message><x>, zz`);
  assert.ok(!markup.text.includes("<x>"), markup.text);
  assert.equal(await count(), 0);
});

test("any bytes at all are answered, and never by a failure of ours", async () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fileTypes), bytes, async (type, content) => {
      const fields = { type, pskc_type: "plain", pskc_password: "", pskc_preshared: "" };
      const { status, text } = await upload(fields, new Uint8Array(content));
      assert.equal(status, 200, text);
      assert.match(text, /<status>(True|False)<\/status>/);
    }),
    { numRuns: 100 },
  );
});

async function mint(username: string): Promise<Client> {
  const client = new Client(wire.address);
  const identity = { username, realm: "linotp_admins", resolver: "LinOTP_local_admins" };
  const { access_token, csrf_token } = JSON.parse((await client.post("/__test/mint", identity)).text) as {
    access_token: string;
    csrf_token: string;
  };
  client.cookies.set("access_token_cookie", access_token);
  client.cookies.set("csrf_access_token", csrf_token);
  return client;
}
