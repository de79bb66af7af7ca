// Tokens that somebody else began: taken over by serial number or by a code, completed, and given an app's PIN.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { hotp } from "../../src/core/otp/hotp.ts";
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
import { aPhone, pairingResponse, readPairingUrl, readQrChallenge } from "../support/devices/phone.ts";
import { addPerson, userPassword } from "../support/people.ts";

/** Where to keep pictures of the pages, for whoever wants to look at them. */
const pictures = process.env["LATCHKEY_E2E_PICTURES"];

const rights = "assign, unassign, getserial, setMOTPPIN, enrollYUBICO, enrollFIDO2, activate_QRToken, verify";

const go = (page: Page, place: string) => page.goto(`${page.url().split("#")[0]}${place}`);

/** What stands in the field that has the focus. */
const focused = (page: Page) =>
  page.evaluate(() =>
    document.activeElement instanceof HTMLInputElement ? document.activeElement.value : undefined,
  );

/** Nothing that axe would object to, nothing wider than the window; and a picture. */
async function look(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }
  assert.deepEqual(await accessibilityFaults(page), [], name);
  const [width, room] = await page.evaluate(
    () => [document.documentElement.scrollWidth, window.innerWidth] as const,
  );
  assert.ok(width <= room, `${name} is ${width} pixels wide where there are ${room}`);
}

describe("tokens that somebody else began", { skip: browserMissing() ?? false }, () => {
  let product: Served;
  let browser: Browser;
  let admin: Client;
  before(async () => {
    product = await startProduct();
    browser = await openBrowser();
    admin = await new Client(product.address).login("admin", adminPassword);
    // Without a second factor at the door: what is tried here begins behind it.
    await admin.post("/system/delPolicy", { name: "portal_login" });
    await policy("selfservice", rights, "more_rights");
    await policy("enrollment", "fido2_rp_id=localhost", "passkeys");
    const callbacks = ["pairing", "challenge"].map((of) => `qrtoken_${of}_callback_url=https://x.example`);
    await policy("authentication", callbacks.join(", "), "apps");
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

  async function enter(login: string, options: BrowserContextOptions): Promise<Page> {
    await addPerson(product.world, login);
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    watch(page);
    await page.goto(`http://localhost:${new URL(product.address).port}/selfservice/`);
    await page.locator("input").first().fill(login);
    await page.locator("input[type=password]").fill(userPassword);
    await page.keyboard.press("Enter");
    await page.locator("input[type=password]").waitFor({ state: "detached" });
    return page;
  }

  const tokensOf = async (user: string) =>
    ((await admin.get("/admin/show", { user })).value.data as Record<string, unknown>[]).map((row) => ({
      type: row["LinOtp.TokenType"],
      active: row["LinOtp.Isactive"],
    }));

  test("a device is found by a code, taken over, tried and given back", async () => {
    const otpkey = "3132333435363738393031323334353637383930";
    await admin.post("/admin/init", { type: "hmac", otpkey, serial: "HW1", realm: "users" });
    await admin.post("/admin/tokenrealm", { serial: "HW1", realms: "users" });
    const page = await enter("lena", desktop);
    await page.getByRole("link", { name: "Add a token" }).click();
    await page.getByRole("heading", { name: "Add a token" }).waitFor();
    await look(page, "kinds");
    await page.getByRole("link", { name: /A token that you were given/ }).click();
    await page.getByRole("textbox", { name: "A code that the device shows" }).fill("000000");
    await page.getByRole("button", { name: "Find the serial number" }).click();
    await page.getByText("No free token shows this code.").waitFor();
    await look(page, "take-unknown");
    const code = (counter: number) =>
      hotp({ seed: Buffer.from(otpkey, "hex"), hash: "sha1", digits: 6 }, counter);
    await page.getByRole("textbox", { name: "A code that the device shows" }).fill(code(3));
    await page.getByRole("button", { name: "Find the serial number" }).click();
    await page.getByText("It is HW1.").waitFor();
    assert.equal(await focused(page), "HW1");
    await look(page, "take-found");
    await page.getByLabel("Name (optional)").fill("my fob");
    await page.getByRole("button", { name: "Take it over" }).click();
    await page.getByRole("heading", { name: "My tokens" }).waitFor();
    await page.getByRole("heading", { name: "my fob", exact: true }).waitFor();
    await look(page, "taken");
    await page.getByRole("button", { name: "More for my fob" }).click();
    await page.getByRole("menuitem", { name: "Give back" }).click();
    await page.getByRole("button", { name: "Give back" }).click();
    await page.getByRole("heading", { name: "my fob", exact: true }).waitFor({ state: "detached" });
  });

  test("a token of somebody else, or none at all, is refused with a reason, on a phone in German", async () => {
    await addPerson(product.world, "mia");
    await admin.post("/admin/init", { type: "pw", otpkey: "x", serial: "PW1", user: "mia" });
    const page = await enter("ole", phone);
    await go(page, "#/take");
    await page.getByRole("button", { name: "Übernehmen" }).click();
    await page.getByText("Bitte ausfüllen.").waitFor();
    await page.getByRole("textbox", { name: "Seriennummer" }).fill("PW1");
    await page.getByRole("button", { name: "Übernehmen" }).click();
    await page.getByText("Diesen Token können Sie nicht übernehmen.").waitFor();
    assert.equal(await focused(page), "PW1");
    await look(page, "take-refused-phone");
    await page.setViewportSize(desktop.viewport ?? { width: 1280, height: 900 });
    await look(page, "take-refused-dark");
    await go(page, "#/add");
    await page.getByRole("heading", { name: "Token hinzufügen" }).waitFor();
    await look(page, "kinds-dark");
    await page.setViewportSize(phone.viewport ?? { width: 360, height: 740 });
    await look(page, "kinds-phone");
    assert.equal((await tokensOf("ole")).length, 0);
  });

  test("a passkey that the help desk prepared is made in the portal, and the app's PIN is set", async () => {
    await addPerson(product.world, "pia");
    await admin.post("/admin/init", { type: "fido2", user: "pia", description: "prepared" });
    await admin.post("/admin/init", {
      type: "motp",
      genkey: 1,
      otppin: "1",
      user: "pia",
      description: "app",
    });
    const page = await enter("pia", desktop);
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await page.getByText("Not set up completely").waitFor();
    await look(page, "unfinished");
    await page.getByRole("button", { name: "Complete" }).click();
    await page.getByRole("button", { name: "Create the passkey" }).click();
    await page.getByRole("button", { name: "Not now" }).click();
    await page.getByText("To my tokens").click();
    await page.getByText("Not set up completely").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "More for app" }).click();
    await page.getByRole("menuitem", { name: "Set the app’s PIN" }).click();
    await page.getByRole("textbox", { name: "PIN of the app" }).fill("4711");
    await look(page, "app-pin");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The PIN of the app was set.").waitFor();
  });

  test("whoever came in with a rollout code is told to use the time", async () => {
    await admin.post("/system/setPolicy", {
      ...{ name: "second_factor", scope: "selfservice", action: "mfa_login", active: "True" },
      ...{ realm: "*", user: "uwe", client: "*", time: "*" },
    });
    await addPerson(product.world, "uwe");
    const otpkey = "k7m2p9xqr4twnh3z";
    await admin.post("/admin/init", { user: "uwe", type: "pw", otpkey, rollout: 1, onetime: 1 });
    const page = await enter("uwe", phone);
    await page.getByRole("textbox", { name: "Rollout-Code" }).fill(otpkey);
    await page.keyboard.press("Enter");
    await page.getByText("Tun Sie es, bevor Sie sich abmelden").waitFor();
    await look(page, "welcome-phone");
  });

  test("a page has its heading while it is still on its way", async () => {
    const page = await enter("sven", desktop);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const held = Promise.withResolvers<void>();
    await page.route(/take-screen.*\.js$/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await go(page, "#/take");
    await page.getByText("Loading …").waitFor();
    await page.getByRole("heading", { name: "Take over a token" }).waitFor();
    await look(page, "loading");
    held.resolve();
    await page.getByRole("textbox", { name: "Serial number" }).waitFor();
  });

  test("the page of a YubiKey asks for its button", async () => {
    const page = await enter("rosa", desktop);
    await go(page, "#/add");
    await page.getByRole("button", { name: /YubiKey/ }).click();
    const field = page.getByRole("textbox", { name: "Press the button of the YubiKey" });
    await field.waitFor();
    await page.keyboard.type("hello");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("This is no code of a YubiKey.").waitFor();
    await look(page, "yubico");
    await field.fill("vvvvvvbcdefghijk");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Press the button of the YubiKey once more" }).waitFor();
    await look(page, "yubico-try");
    assert.equal(await focused(page), "");
  });

  test("a QR token is completed once its app has scanned what the help desk showed", async () => {
    await addPerson(product.world, "nele");
    const made = await admin.post("/admin/init", { type: "qr", user: "nele", description: "app" });
    const url = made.json.detail.pairing_url;
    const app = aPhone();
    const page = await enter("nele", desktop);
    await page.getByText("Scan the code that you were given with the app first.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Complete" }).count(), 0);
    await look(page, "qr-unscanned");
    const pairing_response = pairingResponse(app, { url });
    await new Client(product.address).post("/validate/pair", { pairing_response });
    await page.reload();
    await page.getByRole("button", { name: "Complete" }).click();
    await page.getByRole("heading", { name: "Confirm that it is your phone" }).waitFor();
    await look(page, "qr-confirm");
    const link = page.getByRole("link", { name: "Open in the app on this device" });
    const question = readQrChallenge(app, {
      url: (await link.getAttribute("href")) ?? "",
      serverKey: readPairingUrl(url).serverKey,
    });
    await page.getByLabel("Code that the app shows").fill(question.tan(8));
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByRole("heading", { name: "Your token is ready" }).waitFor();
    assert.deepEqual(await tokensOf("nele"), [{ type: "qr", active: true }]);
  });
});
