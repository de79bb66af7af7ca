// Tokens of every kind in the console: enrolled in a form, looked at, unpaired; and the page of figures.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Served } from "../../src/serve.ts";
import { adminPassword, startProduct } from "../support/apps.ts";
import {
  accessibilityFaults,
  browserMissing,
  desktop,
  openBrowser,
  phone,
  watch,
} from "../support/browser.ts";
import { Client } from "../support/client.ts";
import { addPerson } from "../support/people.ts";

/** Where to keep pictures of the pages, for whoever wants to look at them. */
const pictures = process.env["LATCHKEY_E2E_PICTURES"];

describe("tokens and figures in the console", { skip: browserMissing() ?? false }, () => {
  let product: Served;
  let browser: Browser;
  let admin: Client;
  before(async () => {
    product = await startProduct();
    browser = await openBrowser();
    admin = await new Client(product.address).login("admin", adminPassword);
    await addPerson(product.world, "mona");
    const callbacks = ["pairing", "challenge"].flatMap((step) =>
      ["qrtoken", "pushtoken"].map((type) => `${type}_${step}_callback_url=https://localhost/cb`),
    );
    await policy("authentication", callbacks.join(", "), "apps");
    await policy("reporting", "token_total", "reports");
  });
  after(async () => {
    await browser.close();
    await product.close();
  });

  async function policy(scope: string, action: string, name: string): Promise<void> {
    await admin.post("/system/setPolicy", {
      ...{ name, scope, action, realm: "*", user: "*", client: "*", time: "*", active: "True" },
    });
  }

  async function signIn(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    watch(page);
    await page.goto(`${product.address}/manage/`);
    await page.locator("input").first().fill("admin");
    await page.locator("input[type=password]").fill(adminPassword);
    await page.keyboard.press("Enter");
    await page.locator("input[type=password]").waitFor({ state: "detached" });
    return page;
  }

  /** Nothing that axe would object to, nothing wider than the window; and a picture. */
  async function look(page: Page, name: string): Promise<void> {
    await page.waitForLoadState("networkidle");
    await draw(page, name);
    assert.deepEqual(await accessibilityFaults(page), [], name);
    const [width, room] = await page.evaluate(
      () => [document.documentElement.scrollWidth, window.innerWidth] as const,
    );
    assert.ok(width <= room, `${name} is ${width} pixels wide where there are ${room}`);
  }

  async function draw(page: Page, name: string): Promise<void> {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  const open = (page: Page, place: string) => page.goto(`${product.address}/manage/${place}`);
  const kindOf = (page: Page) => page.getByLabel("Kind", { exact: true });
  const submit = (page: Page) => page.getByRole("button", { name: "Enroll", exact: true }).click();

  test("a token for an app is enrolled with a click, for the person whose page one comes from", async () => {
    const page = await signIn(desktop);
    await open(page, "#/people/in/users/mona");
    await page.getByRole("link", { name: "Enroll a token" }).click();
    await page.getByRole("button", { name: "Somebody else" }).waitFor();
    await look(page, "enroll-totp");
    await submit(page);
    await page.getByRole("heading", { name: /is enrolled$/ }).waitFor();
    await page.getByText("It belongs to Mona Monason.").waitFor();
    await page.getByLabel("QR code that adds the token").waitFor();
    await look(page, "enrolled-totp");
  });

  test("what is missing is said beside the field, and phone numbers come from the directory", async () => {
    const page = await signIn(desktop);
    await open(page, "#/enroll");
    await kindOf(page).selectOption("radius");
    await submit(page);
    assert.equal(await page.getByText("Enter the RADIUS server.").count(), 2);
    await look(page, "enroll-radius");
    await page.getByRole("textbox", { name: "RADIUS server" }).fill("10.0.0.1:1812");
    await page.getByRole("textbox", { name: "Shared secret" }).fill("testing123");
    await submit(page);
    await page.getByText("It belongs to nobody yet.").waitFor();
    await page.getByRole("link", { name: /^Look at/ }).click();
    await page.getByText("10.0.0.1:1812").waitFor();
    await look(page, "token-radius");
    await open(page, "#/enroll/users/mona");
    await page.getByRole("button", { name: "Somebody else" }).waitFor();
    await kindOf(page).selectOption("voice");
    assert.equal(await page.getByLabel("Phone number").inputValue(), "+49 170 1234567");
  });

  test("every kind that needs little is enrolled from the form", async () => {
    const page = await signIn(desktop);
    const typed: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ["hmac", {}],
      ["motp", { "PIN of the app": "1234" }],
      ["ocra2", {}],
      ["spass", {}],
      ["pw", { Password: "a word for it" }],
      ["dpw", { "Key of the list": "a list" }],
      ["yubikey", { "AES key": "0123456789abcdef0123456789abcdef" }],
      ["yubico", { "Code of the Yubikey": "vvvvvvbcdefg" }],
      ["email", { "E-mail address": "mona@example.com" }],
      ["remote", { "Address of the other server": "https://mfa.example.com" }],
    ];
    for (const [kind, values] of typed) {
      await open(page, "#/");
      await open(page, "#/enroll");
      await kindOf(page).selectOption(kind);
      for (const [label, text] of Object.entries(values)) {
        await page.getByRole("textbox", { name: label }).fill(text);
      }
      await submit(page);
      await page.getByRole("heading", { name: /is enrolled$/ }).waitFor();
    }
    const rows = (await admin.get("/admin/show")).value.data as Record<string, unknown>[];
    const types = rows.map((row) => String(row["LinOtp.TokenType"]).toLowerCase());
    assert.deepEqual(
      typed.map(([kind]) => kind).filter((kind) => !types.includes(kind)),
      [],
    );
  });

  test("an app is paired with a picture, its state is told, and it can be forgotten", async () => {
    const page = await signIn(desktop);
    await open(page, "#/enroll/users/mona");
    await page.getByRole("button", { name: "Somebody else" }).waitFor();
    await kindOf(page).selectOption("qr");
    assert.equal(await page.getByLabel("Rollout token").count(), 0);
    await submit(page);
    await page.getByLabel("QR code that pairs the app").waitFor();
    await look(page, "enrolled-qr");
    await page.getByRole("link", { name: /^Look at/ }).click();
    await page.getByText("The app has not scanned the code yet").waitFor();
    await look(page, "token-qr");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Forget the app" }).click();
    await look(page, "unpair");
    await page.getByRole("button", { name: "Forget the app" }).last().click();
    await page.getByText("The app is forgotten.").waitFor();
  });

  test("the PIN of an mOTP app is set beside the token's own", async () => {
    await admin.post("/admin/init", { type: "motp", genkey: 1, otppin: "1", serial: "MOTP1" });
    const page = await signIn(desktop);
    await open(page, "#/tokens/MOTP1");
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Set the app’s PIN" }).click();
    await page.getByRole("textbox", { name: "PIN of the app" }).fill("4711");
    await look(page, "device-pin");
    await page.getByRole("button", { name: "Set the app’s PIN" }).click();
    await page.getByText("The PIN of the app is changed.").waitFor();
  });

  test("figures and reports are shown, on a phone as well", async () => {
    await admin.post("/admin/init", { type: "pw", otpkey: "x", user: "mona" });
    const page = await signIn(desktop);
    await open(page, "#/figures");
    await page.getByRole("rowheader", { name: "All realms together" }).waitFor();
    await page.getByRole("cell", { name: "token_init" }).first().waitFor();
    await look(page, "figures");
    const file = await page.getByRole("link", { name: "CSV download" }).getAttribute("href");
    const csv = await page.evaluate(async (href) => await (await fetch(href ?? "")).text(), file);
    assert.match(csv, /token_init/);
    const small = await signIn(phone);
    for (const [place, name] of [
      ["#/figures", "figures-phone"],
      ["#/enroll/users/mona", "enroll-phone"],
      ["#/audit", "audit-phone"],
    ] as const) {
      await open(small, place);
      await small.locator("main h1").first().waitFor();
      await look(small, name);
    }
  });

  test("without rights to figures the page is not offered, and kinds that may not be enrolled are missing", async () => {
    await policy("monitoring", "config", "monitors");
    await policy("reporting.access", "maximum", "readers");
    const page = await signIn(desktop);
    await page.getByRole("link", { name: "Audit trail" }).waitFor();
    await open(page, "#/figures");
    await page.getByText("Policies").last().waitFor();
    assert.equal(await page.getByText("All realms together").count(), 0);
    assert.equal(await page.getByRole("heading", { name: "Reports" }).count(), 0);
    await policy("admin", "initHMAC, initSMS, userlist, show", "helpdesk");
    await page.reload();
    await open(page, "#/enroll");
    await page.waitForLoadState("networkidle");
    assert.deepEqual(await kindOf(page).locator("option").allTextContents(), ["HOTP (counter)", "SMS"]);
    await submit(page);
    await page.getByRole("heading", { name: /^OATH.* is enrolled$/ }).waitFor();
    for (const name of ["monitors", "readers", "helpdesk"]) {
      await admin.post("/system/delPolicy", { name });
    }
  });

  test("the trail is narrowed down to a stretch of time and to a kind of event", async () => {
    const page = await signIn(desktop);
    await open(page, "#/audit");
    await page.getByLabel("What").selectOption("admin");
    await page.getByText("admin/\u200binit").first().waitFor();
    await page.getByLabel("Until").fill("2020-01-01T00:00");
    await page.getByText("No entry fits").waitFor();
    await look(page, "audit");
    await page.getByLabel("Until").fill("");
    await page.getByLabel("From").fill("2020-01-01T00:00");
    await page.getByText("admin/\u200binit").first().waitFor();
  });
});
