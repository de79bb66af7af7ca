// A phone with an app in a real browser's company: it is paired in the portal, logs in, and the rollout token is gone.

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
  phone as phoneSize,
  watch,
} from "../support/browser.ts";
import { Client } from "../support/client.ts";
import { aPhone, pairingResponse, readPairingUrl, readQrChallenge } from "../support/devices/phone.ts";
import { addPerson, userPassword } from "../support/people.ts";

const secret = "k7m2p9xqr4twnh3z";

/** Where to keep pictures of the pages, for whoever wants to look at them. */
const pictures = process.env["LATCHKEY_E2E_PICTURES"];

describe("apps in the portal", { skip: browserMissing() ?? false }, () => {
  let product: Served;
  let browser: Browser;
  let admin: Client;
  before(async () => {
    product = await startProduct();
    browser = await openBrowser();
    admin = await new Client(product.address).login("admin", adminPassword);
    const url = "https://x.example";
    const callbacks = `qrtoken_pairing_callback_url=${url}/pair, qrtoken_challenge_callback_url=${url}/check`;
    await policy("authentication", callbacks, "apps");
    await policy("selfservice", "enrollQR, activate_QRToken, verify, delete, mfa_login", "apps_portal");
  });
  after(async () => {
    await browser.close();
    await product.close();
  });

  async function policy(scope: string, action: string, name: string): Promise<void> {
    const fields = { name, scope, action, realm: "*", user: "*", client: "*", time: "", active: "True" };
    const answer = await admin.post("/system/setPolicy", fields);
    assert.equal(answer.json.result.status, true, answer.text);
  }

  async function visit(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    watch(page);
    await page.goto(`${product.address}/selfservice/`);
    return page;
  }

  async function enter(page: Page, login: string): Promise<void> {
    await page.getByLabel("Username").fill(login);
    await page.getByRole("textbox", { name: "Password" }).fill(userPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Nothing that axe would object to; and a picture. */
  async function look(page: Page, name: string): Promise<void> {
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), [], name);
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `app-${name}.png`), fullPage: true });
  }

  /** What the page shows as a QR code can also be opened on the device itself. */
  const addressIn = async (page: Page) =>
    (await page.getByRole("link", { name: "Open in the app on this device" }).getAttribute("href")) ?? "";

  const tokensOf = async (user: string) =>
    ((await admin.get("/admin/show", { user })).value.data as Record<string, unknown>[]).map(
      (row) => row["LinOtp.TokenType"],
    );

  test("rollout code, two scans, sign out, password and scan: the rollout token is gone", async () => {
    await addPerson(product.world, "lena");
    await admin.post("/admin/init", { user: "lena", type: "pw", otpkey: secret, rollout: 1 });
    const page = await visit(desktop);
    await enter(page, "lena");
    await page.getByRole("textbox", { name: "Rollout code" }).fill(secret);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Add your own token now" }).waitFor();
    await page
      .getByRole("button", { name: "Add a token" })
      .or(page.getByRole("link", { name: "Add a token" }))
      .first()
      .click();
    await look(page, "choice");
    await page.getByText("QR token").click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Introduce your phone" }).waitFor();
    await look(page, "scan");
    const url = await addressIn(page);
    const serverKey = readPairingUrl(url).serverKey;
    const phone = aPhone();
    const anybody = new Client(product.address);
    const taken = await anybody.post("/validate/pair", { pairing_response: pairingResponse(phone, { url }) });
    assert.equal(taken.json.result.status, true);
    await page.getByRole("heading", { name: "Confirm that it is your phone" }).waitFor();
    await look(page, "confirm");
    await page.setViewportSize(phoneSize.viewport ?? { width: 360, height: 740 });
    await look(page, "confirm-phone");
    await page.setViewportSize(desktop.viewport ?? { width: 1280, height: 800 });
    const question = readQrChallenge(phone, { url: await addressIn(page), serverKey });
    assert.equal(question.serverIsRight, true);
    await page.getByLabel("Code that the app shows").fill("00000000");
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByText("This code was not accepted.").waitFor();
    await page.getByLabel("Code that the app shows").fill(question.tan(8));
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByRole("heading", { name: "Your token is ready" }).waitFor();
    await look(page, "done");
    assert.deepEqual(await tokensOf("lena"), ["qr"]);

    const again = await visit(desktop);
    await enter(again, "lena");
    const image = again.getByRole("img", { name: /scan/i });
    const asked = again.waitForResponse((response) => response.url().includes("/userservice/login"));
    const choice = again.getByRole("button", { name: /QR token/ });
    await choice.or(image).first().waitFor();
    if (await choice.isVisible()) await choice.click();
    await asked;
    await image.waitFor();
    await look(again, "login");
  });
});
