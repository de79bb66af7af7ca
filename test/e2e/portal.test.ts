// A new employee with a letter in his hand: the portal in a real browser, from the rollout secret to its purge.

import assert from "node:assert/strict";
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
import { totpFrom } from "../support/devices/totp-app.ts";
import { addPerson, userPassword } from "../support/people.ts";

const secret = "k7m2p9xqr4twnh3z";

describe("self-service portal", { skip: browserMissing() ?? false }, () => {
  let product: Served;
  let browser: Browser;
  let admin: Client;
  before(async () => {
    product = await startProduct();
    browser = await openBrowser();
    admin = await new Client(product.address).login("admin", adminPassword);
  });
  after(async () => {
    await browser.close();
    await product.close();
  });

  async function newEmployee(login: string): Promise<string> {
    await addPerson(product.world, login);
    const created = await admin.post("/admin/init", { user: login, type: "pw", otpkey: secret, rollout: 1 });
    return created.json.detail.serial;
  }

  async function visit(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    watch(page);
    await page.goto(`${product.address}/selfservice/`);
    return page;
  }

  const tokensOf = async (user: string) =>
    ((await admin.get("/admin/show", { user })).value.data as Record<string, unknown>[]).map(
      (row) => row["LinOtp.TokenSerialnumber"],
    );

  test("password, rollout secret, QR code, first OTP: the new token works and the rollout token is gone", async () => {
    const rollout = await newEmployee("lena");
    const page = await visit(desktop);
    await page.getByText("You were given a rollout code?").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByLabel("Username").fill("lena");
    await page.getByRole("textbox", { name: "Password" }).fill(userPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Enter your rollout code" }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByRole("textbox", { name: "Rollout code" }).fill("not-the-secret-x");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("This code was not accepted.").waitFor();
    await page.getByRole("textbox", { name: "Rollout code" }).fill(secret);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Add your own token now" }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.equal(await page.getByText(rollout).count(), 0);

    await page
      .getByRole("button", { name: "Add a token" })
      .or(page.getByRole("link", { name: "Add a token" }))
      .first()
      .click();
    await page.getByText("Authenticator app (time-based)").click();
    await page.getByLabel("Name (optional)").fill("my phone");
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByRole("button", { name: "Continue" }).click();
    const link = page.getByRole("link", { name: "Open in the app on this device" });
    const url = new URL((await link.getAttribute("href")) ?? "");
    assert.equal(url.protocol, "otpauth:");
    await page.getByLabel("QR code that adds this token to an authenticator app").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    const code = (ahead: number) => totpFrom(url, ahead);
    await page.getByRole("textbox", { name: "Code" }).fill("000000");
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByText("This code was not accepted.").waitFor();
    assert.ok((await tokensOf("lena")).includes(rollout), "a wrong proof leaves the rollout token alone");
    await page.getByRole("textbox", { name: "Code" }).fill(code(0));
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByRole("heading", { name: "Your token is ready" }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByText("To my tokens").click();
    await page.getByText("my phone").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.ok(!(await tokensOf("lena")).includes(rollout), "the proof purged the rollout token");
    const check = await new Client(product.address).post("/validate/check", { user: "lena", pass: code(1) });
    assert.equal(check.value, true);
  });

  test("on a phone, in German and dark, the same way works by keyboard alone", async () => {
    await newEmployee("ole");
    const page = await visit(phone);
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.keyboard.type("ole");
    await page.keyboard.press("Tab");
    await page.keyboard.type(userPassword);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Rollout-Code eingeben" }).waitFor();
    await page.keyboard.type(secret);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Richten Sie jetzt einen eigenen Token ein" }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} pixels wide on a phone of 360`);
  });

  test("a session that has ended says so and leads back to the login", async () => {
    await newEmployee("pia");
    const page = await visit(desktop);
    await page.getByLabel("Username").fill("pia");
    await page.getByRole("textbox", { name: "Password" }).fill(userPassword);
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Rollout code" }).fill(secret);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Add your own token now" }).waitFor();
    await page.context().clearCookies();
    await page.getByText("History").first().click();
    await page.getByText("Your session has ended.").waitFor();
    assert.equal(await page.getByLabel("Username").inputValue(), "pia");
    assert.deepEqual(await accessibilityFaults(page), []);
  });
});
