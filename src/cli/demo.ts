// npm run demo: a sample organisation on a database of its own, and the rollout of alice's first token, call by call.

import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../config.ts";
import { hotp } from "../core/otp/hotp.ts";
import { createLog } from "../log.ts";
import { type Served, serve } from "../serve.ts";
import { openKeyFile } from "../vault/key-file.ts";
import { type Answer, type Client, createClient } from "./demo-client.ts";
import { foundOrganisation, must, password } from "./demo-organisation.ts";

const say = (line = "") => process.stdout.write(`${line}\n`);
const auto = process.argv.includes("--auto");
const adminPassword = "demo-Admin-1";

export async function demo(now: () => number): Promise<void> {
  const served = await startServer(now);
  const admin = createClient(served.address, say);
  await signIn(admin);
  await foundOrganisation(admin.quietly ?? admin);
  say(
    "A sample organisation is set up: eight people in realm example, four in realm partners, and the policies",
  );
  say("mfa_login, purge_rollout_token and the rights of the portal.");
  say();
  const secret = newSecret();
  const serial = await rollOut(admin, secret);
  if (!auto) return tellWhatToDo(served, secret);
  await walk(served, { admin, secret, serial, now });
  await served.close();
}

async function startServer(now: () => number): Promise<Served> {
  const data = join(process.cwd(), "var", "demo");
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true, mode: 0o700 });
  const config = readConfig({
    LATCHKEY_DATA: data,
    LATCHKEY_PORT: auto ? "0" : "7470",
    LATCHKEY_ADMIN_PASSWORD: adminPassword,
  });
  const { keys } = await openKeyFile({ path: config.keyFile, random: randomBytes, create: true });
  const served = await serve(config, keys, { now, random: randomBytes, log: createLog("warn") });
  say(`Latchkey runs at ${served.address} on a database of its own in ${data}.`);
  return served;
}

async function signIn(admin: Client): Promise<void> {
  say();
  say("The administrator, here the identity management system, logs in:");
  await must(admin.post("/admin/login", { username: "admin", password: adminPassword }));
}

/** Sixteen characters of an alphabet without look-alikes: 77 bits. */
function newSecret(): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  const characters = [...randomBytes(64)].filter((byte) => byte < alphabet.length * 8).slice(0, 16);
  return characters.map((byte) => alphabet[byte % alphabet.length]).join("");
}

async function rollOut(admin: Client, secret: string): Promise<string> {
  say("It creates a rollout token for alice. Its secret goes to her by letter, encrypted mail or by hand:");
  const created = await must(
    admin.post("/admin/init", { user: "alice", realm: "example", type: "pw", otpkey: secret, rollout: "1" }),
  );
  say("With it nobody enters anywhere but in the portal; the VPN would hear:");
  await must(admin.post("/validate/check", { user: "alice", realm: "example", pass: secret }));
  return String((created.body["detail"] as { serial: string }).serial);
}

function tellWhatToDo({ address }: Served, secret: string): void {
  say("Now you are Alice. Open");
  say();
  say(`  ${address}/selfservice/`);
  say();
  say(`  user name    alice`);
  say(`  password     ${password}`);
  say(`  then, when asked for the second factor, the code from the letter:`);
  say(`               ${secret}`);
  say();
  say("Add a token there with an authenticator app, and use it once: the rollout token is gone after that.");
  say(`The administrator watches at ${address}/manage/ (admin, ${adminPassword}).`);
  say("End with Ctrl+C. With --auto the demo walks all of this by itself.");
}

interface Walk {
  readonly admin: Client;
  readonly secret: string;
  readonly serial: string;
  readonly now: () => number;
}

async function walk({ address }: Served, { admin, secret, serial, now }: Walk): Promise<void> {
  const alice = createClient(address, say);
  say("Alice opens the portal and gives her password, then the secret from the letter:");
  await alice.post("/userservice/login", { login: "alice", password });
  const inside = await alice.post("/userservice/login", { serial, otp: secret, session: sessionOf(alice) });
  expect(inside, true, "the rollout secret opens the portal");
  say(
    "Her token list is empty, for the rollout token is not hers to see. She adds a token with her authenticator app:",
  );
  const list = await alice.get("/userservice/usertokenlist", { session: sessionOf(alice) });
  expect(list, [], "the rollout token is not in her list");
  const enrolled = await must(
    alice.post("/userservice/enroll", { type: "totp", description: "my phone", session: sessionOf(alice) }),
  );
  const detail = enrolled.body["detail"] as { serial: string; otpkey: { value: string } };
  const otp = (ahead: number) => totpOf(detail.otpkey.value, now(), ahead);
  say(
    "The rollout token is still there, in case the enrolment went wrong. She proves the new token with its first code:",
  );
  const proof = await alice.post("/userservice/verify", {
    serial: detail.serial,
    otp: otp(0),
    session: sessionOf(alice),
  });
  expect(proof, true, "the new token is proven");
  say("From now on the new token opens the VPN, and the rollout secret opens nothing:");
  expect(await alice.post("/validate/check", { user: "alice", pass: otp(1) }), true, "the new token logs in");
  const again = createClient(address, say);
  expect(
    await again.post("/userservice/login", { login: "alice", password, otp: secret }),
    false,
    "the rollout token is gone",
  );
  say("The administrator sees one token, and how it came about:");
  const shown = await admin.get("/admin/show", { user: "alice", realm: "example" });
  const tokens = (
    shown.body["result"] as { value: { data: readonly { "LinOtp.TokenSerialnumber": string }[] } }
  ).value.data;
  if (tokens.length !== 1 || tokens[0]?.["LinOtp.TokenSerialnumber"] !== detail.serial)
    throw new Error("the rollout token is still there");
  await tellAudit(admin, serial);
}

async function tellAudit(admin: Client, serial: string): Promise<void> {
  const trail = await (admin.quietly ?? admin).get("/audit/search", { user: "alice", sortorder: "asc" });
  const rows = trail.body["rows"] as readonly { readonly cell: readonly unknown[] }[];
  say("  audit trail of alice");
  for (const { cell } of rows) {
    const [number, date, , , action, success, token, , , , , detail, info] = cell.map(String);
    const sentence = [token, detail, info].filter((part) => part !== "").join("; ");
    say(
      `  ${number?.padStart(4)}  ${date?.slice(11, 19)}  ${success === "1" ? "yes" : "no "}  ${action?.padEnd(22)}  ${sentence}`,
    );
  }
  say();
  if (!JSON.stringify(rows).includes(`purged rollout tokens:${serial}`))
    throw new Error("the audit trail does not tell of the purge");
  say(
    "Done: the rollout token let Alice in, the new token proved itself, and the rollout token was deleted.",
  );
}

function sessionOf(client: Client): string {
  return client.cookie("user_selfservice") ?? "";
}

function totpOf(shown: string, now: number, ahead: number): string {
  const seed = Buffer.from(shown.replace("seed://", ""), "hex");
  return hotp({ seed, hash: "sha1", digits: 6 }, Math.floor(now / 30_000) + ahead);
}

function expect({ body }: Answer, value: unknown, what: string): void {
  const found = (body["result"] as { value?: unknown } | undefined)?.value;
  if (JSON.stringify(found) !== JSON.stringify(value)) throw new Error(`expected that ${what}`);
}

await demo(() => new Date(performance.timeOrigin + performance.now()).getTime());
