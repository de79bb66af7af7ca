// A passkey in a real browser: made with the rollout code, used beside the password, and the rollout token is gone. The
// authenticator is Chromium's own virtual one.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";
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
import { addPerson, userPassword } from "../support/people.ts";

const secret = "k7m2p9xqr4twnh3z";

/** Where to keep pictures of the pages, for whoever wants to look at them. */
const pictures = process.env["LATCHKEY_E2E_PICTURES"];

interface Visit {
  readonly page: Page;
  readonly device: CDPSession;
  readonly authenticatorId: string;
}

describe("passkeys in the portal", { skip: browserMissing() ?? false }, () => {
  let product: Served;
  let browser: Browser;
  let admin: Client;
  before(async () => {
    product = await startProduct();
    browser = await openBrowser();
    admin = await new Client(product.address).login("admin", adminPassword);
    await policy("enrollment", "fido2_rp_id=localhost, fido2_rp_name=ACME", "passkeys");
    await policy("selfservice", "enrollFIDO2, verify, delete, mfa_login", "passkeys_portal");
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

  async function newEmployee(login: string): Promise<string> {
    await addPerson(product.world, login);
    const created = await admin.post("/admin/init", { user: login, type: "pw", otpkey: secret, rollout: 1 });
    return created.json.detail.serial;
  }

  /** A browser with a device that has a fingerprint reader. Passkeys live at names, not at numbers. */
  async function visit(options: BrowserContextOptions): Promise<Visit> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    watch(page);
    const device = await context.newCDPSession(page);
    await device.send("WebAuthn.enable");
    const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(`http://localhost:${new URL(product.address).port}/selfservice/`);
    return { page, device, authenticatorId };
  }

  async function enterWithRolloutCode(page: Page, login: string): Promise<void> {
    await page.getByLabel("Username").fill(login);
    await page.getByRole("textbox", { name: "Password" }).fill(userPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("textbox", { name: "Rollout code" }).fill(secret);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Add your own token now" }).waitFor();
  }

  async function chooseThePasskey(page: Page): Promise<void> {
    await page
      .getByRole("button", { name: "Add a token" })
      .or(page.getByRole("link", { name: "Add a token" }))
      .first()
      .click();
    await page.getByText("Passkey or security key").click();
    await page.getByLabel("Name (optional)").fill("my laptop");
    await look(page, "details");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Create your passkey" }).waitFor();
  }

  /** Nothing that axe would object to; and a picture. */
  async function look(page: Page, name: string): Promise<void> {
    assert.deepEqual(await accessibilityFaults(page), [], name);
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  const tokensOf = async (user: string) =>
    ((await admin.get("/admin/show", { user })).value.data as Record<string, unknown>[]).map(
      (row) => row["LinOtp.TokenSerialnumber"],
    );

  test("rollout code, passkey, sign out, password and passkey: the rollout token is gone", async () => {
    const rollout = await newEmployee("lena");
    const { page, device, authenticatorId } = await visit(desktop);
    await enterWithRolloutCode(page, "lena");
    await chooseThePasskey(page);
    await look(page, "make");
    await page.getByRole("button", { name: "Create the passkey" }).click();
    await page.getByRole("heading", { name: "Try your passkey" }).waitFor();
    await look(page, "try");
    const { credentials } = await device.send("WebAuthn.getCredentials", { authenticatorId });
    assert.deepEqual(
      credentials.map(({ rpId, isResidentCredential }) => [rpId, isResidentCredential]),
      [["localhost", true]],
    );
    await page.getByRole("button", { name: "Not now" }).click();
    await page.getByRole("heading", { name: "Your token is ready" }).waitFor();
    await look(page, "done");
    await page.getByText("To my tokens").click();
    await page.getByText("my laptop").waitFor();
    await look(page, "tokens");
    assert.ok((await tokensOf("lena")).includes(rollout), "nothing has been proved yet");

    await signOut(page);
    await page.getByLabel("Username").fill("lena");
    await page.getByRole("textbox", { name: "Password" }).fill(userPassword);
    await page.keyboard.press("Enter");
    await page.getByText("my laptop").click();
    await page.getByRole("heading", { name: "Use your passkey" }).waitFor();
    await look(page, "sign");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "My tokens" }).waitFor();
    assert.ok(!(await tokensOf("lena")).includes(rollout), "the passkey purged the rollout token");

    await page.getByRole("button", { name: "More for my laptop" }).click();
    await page.getByRole("menuitem", { name: "Try it out" }).click();
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.getByText("It works: the code was accepted.").waitFor();
  });

  test("whoever cannot be verified is not let in, is told what to do, and can try again", async () => {
    await newEmployee("ole");
    await policy("enrollment", "fido2_user_verification_requirement=required", "verified");
    const { page, device, authenticatorId } = await visit(desktop);
    await enterWithRolloutCode(page, "ole");
    await chooseThePasskey(page);
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.getByRole("button", { name: "Create the passkey" }).click();
    await page.getByText("The passkey was not used.").waitFor();
    await look(page, "make-refused");
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await page.getByRole("button", { name: "Create the passkey" }).click();
    await page.getByRole("heading", { name: "Try your passkey" }).waitFor();
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.getByText("The passkey was not used.").waitFor();
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await page.getByRole("button", { name: "Try it now" }).click();
    await page.getByRole("heading", { name: "Your token is ready" }).waitFor();
    await admin.post("/system/delPolicy", { name: "verified" });
  });

  test("on a phone, in German and dark, by keyboard alone", async () => {
    await newEmployee("pia");
    const { page } = await visit(phone);
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    await page.keyboard.type("pia");
    await page.keyboard.press("Tab");
    await page.keyboard.type(userPassword);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Rollout-Code eingeben" }).waitFor();
    await page.keyboard.type(secret);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Richten Sie jetzt einen eigenen Token ein" }).waitFor();
    await page.goto(`${page.url().split("#")[0]}#/add`);
    await page.getByRole("button", { name: /Passkey oder Sicherheitsschlüssel/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Name (freiwillig)").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Passkey erstellen" }).waitFor();
    await look(page, "make-phone");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} pixels wide on a phone of 360`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Passkey ausprobieren" }).waitFor();
    await look(page, "try-phone");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /Ihr Token ist bereit/ }).waitFor();
    await look(page, "done-phone");
  });
});

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /lena/i }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByText("You have signed out.").waitFor();
}
