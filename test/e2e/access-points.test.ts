// Access points in the console: named, used in a policy, seen in lists, in the audit trail and on rollout tokens.

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

const allow = "rollout_token_allow_validate";
const scope = JSON.stringify({ path: ["userservice", "validate"] });

describe("access points in the console", { skip: browserMissing() ?? false }, () => {
  let product: Served;
  let browser: Browser;
  let admin: Client;
  before(async () => {
    product = await startProduct();
    browser = await openBrowser();
    admin = await new Client(product.address).login("admin", adminPassword);
    await addPerson(product.world, "mona");
  });
  after(async () => {
    await browser.close();
    await product.close();
  });

  const name = (point: string, value: string) =>
    admin.post("/system/setConfig", { key: `access_point.${point}`, value });
  const policy = (set: Readonly<Record<string, string>>) =>
    admin.post("/system/setPolicy", {
      ...{ scope: "authentication", action: allow, realm: "*", user: "*", time: "*", active: "True" },
      ...{ name: "rollout_vpn", ...set },
    });

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
  async function look(page: Page, picture: string): Promise<void> {
    await page.waitForLoadState("networkidle");
    await draw(page, picture);
    assert.deepEqual(await accessibilityFaults(page), [], picture);
    const [width, room] = await page.evaluate(
      () => [document.documentElement.scrollWidth, window.innerWidth] as const,
    );
    assert.ok(width <= room, `${picture} is ${width} pixels wide where there are ${room}`);
  }

  async function draw(page: Page, picture: string): Promise<void> {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${picture}.png`), fullPage: true });
  }

  const open = (page: Page, place: string) => page.goto(`${product.address}/manage/${place}`);

  test("a network gets a name, a policy uses it, and the list shows both", async () => {
    const page = await signIn(desktop);
    await open(page, "#/policies");
    await page.getByRole("link", { name: "Access points" }).click();
    await page.getByText("No access point has a name yet").waitFor();
    await look(page, "access-points-none");
    await page.getByRole("button", { name: "Add an access point" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("VPN Berlin");
    await dialog.getByLabel("Addresses and networks").fill("10.8.0.0/33");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Enter addresses or networks separated by commas").waitFor();
    await look(page, "access-point-wrong");
    await dialog.getByLabel("Addresses and networks").fill("10.8.0.0/24");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("No policy names it.").waitFor();
    await open(page, `#/policies/new/authentication/${allow}`);
    const clients = page.getByRole("combobox", { name: "Clients" });
    await clients.fill("192.0.2.7, vpn");
    await page.getByRole("option", { name: "VPN Berlin (10.8.0.0/24)" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.equal(await clients.inputValue(), "192.0.2.7, VPN Berlin");
    await page.getByText("from 192.0.2.7, VPN Berlin (10.8.0.0/24)").waitFor();
    await look(page, "policy-with-access-point");
    await page.getByRole("button", { name: "Create policy" }).click();
    await page.getByText("from 192.0.2.7, VPN Berlin (10.8.0.0/24)").waitFor();
    await look(page, "policies-with-access-point");
    await admin.post("/system/delPolicy", { name: allow });
  });

  test("an access point that a policy names says which one, and is not deleted", async () => {
    await name("VPN Berlin", "10.8.0.0/24");
    await policy({ client: "VPN Berlin" });
    const page = await signIn(desktop);
    await open(page, "#/policies/access-points");
    await page.getByRole("link", { name: "rollout_vpn" }).waitFor();
    await page.getByRole("button", { name: "Delete VPN Berlin" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await dialog.getByText("cannot be deleted while policies name it").waitFor();
    await look(page, "access-point-in-use");
  });

  test("the check of policies takes a name, and the audit trail shows it beside the address", async () => {
    await name("VPN Berlin", "10.8.0.0/24");
    await name("This machine", "127.0.0.0/8, ::1");
    await policy({ client: "10.8.0.0/24" });
    const page = await signIn(desktop);
    await open(page, "#/policies/check");
    await page.getByLabel("Username").fill("mona");
    await page.getByLabel("Client address").first().fill("VPN Berlin");
    await page
      .getByRole("combobox", { name: "Scope" })
      .or(page.getByLabel("Scope"))
      .first()
      .selectOption("authentication");
    await page.getByLabel("Action").selectOption(allow);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.getByText("Yes: it holds.").waitFor();
    await page.getByText("from VPN Berlin (10.8.0.0/24)").waitFor();
    await look(page, "check-with-access-point");
    await open(page, "#/audit");
    await page.getByText("(This machine)").first().waitFor();
    await draw(page, "audit-with-access-points");
  });

  test("a rollout token says where it is let in, before and after it is issued", async () => {
    await name("VPN Berlin", "10.8.0.0/24");
    await policy({ client: "VPN Berlin" });
    const page = await signIn(desktop);
    await open(page, "#/issue/users/mona");
    await page.getByText("Self-service portal and access points").first().click();
    await page.getByText("self-service portal, VPN Berlin").waitFor();
    await look(page, "issue-with-reach");
    await page.getByRole("button", { name: "Issue", exact: true }).click();
    await page.getByRole("heading", { name: /Rollout token for/ }).waitFor();
    await page.getByText("Opens: self-service portal, VPN Berlin.").waitFor();
    await look(page, "issued-with-reach");
    await page
      .getByRole("link", { name: /^Look at|^Open|KIPW/ })
      .first()
      .click();
    const panel = page.getByRole("dialog");
    await panel.getByText("self-service portal, VPN Berlin").waitFor();
    await look(page, "token-with-reach");
    await policy({ client: "VPN Berlin", active: "False" });
    await page.reload();
    await panel.getByText("but no policy lets it in anywhere").waitFor();
  });

  test("all of it is there in German, on a phone and in the dark", async () => {
    await name("VPN Berlin", "10.8.0.0/24");
    await policy({ client: "VPN Berlin, 192.0.2.7" });
    const { json } = await admin.post("/admin/init", {
      type: "pw",
      otpkey: "geheim-7431",
      scope,
      user: "mona",
    });
    const page = await signIn(phone);
    await open(page, "#/policies/access-points");
    await page.getByText("In Richtlinien:").first().waitFor();
    await look(page, "access-points-german");
    await page.getByRole("button", { name: "Zugang hinzufügen" }).click();
    await look(page, "access-point-german");
    await page.keyboard.press("Escape");
    await open(page, `#/tokens/${json.detail.serial}`);
    await page.getByText("Self-Service-Portal, VPN Berlin, 192.0.2.7").waitFor();
    await look(page, "token-with-reach-german");
  });
});
