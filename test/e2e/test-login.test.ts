// The test login pages in a real browser: by keyboard, in two languages, under their own policy.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { hotp } from "../../src/core/otp/hotp.ts";
import { qrReply } from "../../src/http/qr-image.ts";
import {
  accessibilityFaults,
  browserMissing,
  desktop,
  openBrowser,
  phone,
  watch,
} from "../support/browser.ts";
import { type Company, found } from "../support/organisation.ts";
import { startWire, type Wire } from "../support/wire.ts";

const seed = "3132333435363738393031323334353637383930";
const otp = (counter: number) => hotp({ seed: Buffer.from(seed, "hex"), hash: "sha1", digits: 6 }, counter);
const kinds = ["index", "index3", "challenge-response", "qrtoken", "pushtoken", "ocra2"] as const;
const transaction = "12345678901234567";

describe("test login pages", { skip: browserMissing() ?? false }, () => {
  let wire: Wire;
  let browser: Browser;
  let company: Company;
  before(async () => {
    wire = await startWire({ database: "sqlite::memory:" });
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await wire.close();
  });
  beforeEach(async () => {
    await wire.reset();
    company = await found(wire);
  });

  async function open(kind: string, how: BrowserContextOptions = desktop): Promise<Page> {
    const context = await browser.newContext(how);
    const page = await context.newPage();
    watch(page);
    await page.goto(`${wire.address}/auth/${kind}`);
    return page;
  }

  /** Answers of tokens that take a phone. */
  async function pretend(page: Page, path: string, answers: readonly string[]): Promise<void> {
    const left = [...answers];
    await page.route(`**/validate/${path}`, (route) => {
      const body = left.length > 1 ? left.shift()! : left[0]!;
      return route.fulfill({ body, contentType: body.startsWith("{") ? "application/json" : "text/html" });
    });
  }

  async function said(page: Page, outcome: string): Promise<string> {
    const output = page.locator(`output[data-outcome=${outcome}]`);
    await output.waitFor();
    return (await output.textContent()) ?? "";
  }

  for (const kind of kinds) {
    test(`${kind} can be read by everybody, large and small, light and dark`, async () => {
      for (const how of [desktop, phone]) {
        const page = await open(kind, how);
        assert.deepEqual(await accessibilityFaults(page), []);
        assert.equal(await page.locator("html").getAttribute("lang"), how === phone ? "de" : "en");
        await page.context().close();
      }
    });
  }

  test("PIN and OTP are typed without a mouse, in one field or in two", async () => {
    await company.init({ type: "hmac", otpkey: seed, pin: "1234", user: "alice" });
    const one = await open("index");
    await one.keyboard.press("Tab");
    await one.keyboard.type("alice");
    await one.keyboard.press("Tab");
    await one.keyboard.type(`1234${otp(0)}`);
    await one.keyboard.press("Enter");
    assert.match(await said(one, "accepted"), /Accepted/);
    await one.context().close();
    const two = await open("index3");
    await two.keyboard.press("Tab");
    for (const text of ["alice", "1234", otp(0)]) {
      await two.keyboard.type(text);
      if (text !== otp(0)) await two.keyboard.press("Tab");
    }
    await two.keyboard.press("Enter");
    assert.match(await said(two, "refused"), /Refused/);
    await two.context().close();
  });

  test("a question is answered where it is asked", async () => {
    await company.policy("authentication", "challenge_response=hmac");
    await company.init({ type: "hmac", otpkey: seed, pin: "1234", user: "alice" });
    const page = await open("challenge-response");
    await page.getByLabel("User name").fill("alice");
    await page.getByLabel("PIN or password").fill("1234");
    await page.keyboard.press("Enter");
    await said(page, "asked");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "answer");
    await page.keyboard.type(otp(0));
    await page.keyboard.press("Enter");
    await said(page, "accepted");
    await page.context().close();
  });

  test("a picture is shown, and the page notices that the phone has answered", async () => {
    const text = "lseqr://chal/abc";
    const detail = { transactionid: transaction, message: text };
    const look = { width: undefined, alt: undefined } as never;
    const { body } = qrReply({ form: "html", text, look, detail, audit: "none" });
    const page = await open("qrtoken");
    await pretend(page, "check", [String(body)]);
    const state = (valid: boolean) =>
      JSON.stringify({
        result: { status: true, value: true },
        detail: { transactions: { [transaction]: { valid_tan: valid, status: valid ? "closed" : "open" } } },
      });
    await pretend(page, "check_status", [state(false), state(true)]);
    await page.getByLabel("User name").fill("alice");
    await page.getByLabel("PIN or password").fill("1234");
    await page.keyboard.press("Enter");
    await said(page, "asked");
    const width = await page.locator("figure img").evaluate((image: HTMLImageElement) => image.naturalWidth);
    assert.ok(width > 20);
    assert.equal(await page.locator("figure a").getAttribute("href"), text);
    assert.deepEqual(await accessibilityFaults(page), []);
    await said(page, "accepted");
    assert.equal(await page.locator("figure").isVisible(), false);
    await page.context().close();
  });

  test("a push is waited for, and a no on the phone is told", async () => {
    const page = await open("pushtoken");
    const envelope = (value: boolean, detail: object) =>
      JSON.stringify({ result: { status: true, value }, detail });
    await pretend(page, "check", [envelope(false, { transactionid: transaction, message: "" })]);
    const rejected = envelope(true, { transactions: { [transaction]: { valid_tan: false, reject: true } } });
    await pretend(page, "check_status", [rejected]);
    await page.getByLabel("User name").fill("alice");
    await page.getByLabel("PIN or password").fill("1234");
    await page.keyboard.press("Enter");
    assert.match(await said(page, "asked"), /confirm on your phone/);
    assert.equal(await page.locator("#answer").isVisible(), false);
    assert.match(await said(page, "refused"), /on the phone/);
    await page.context().close();
  });
});
