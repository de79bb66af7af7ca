// The helpdesk at work: the console in a real browser, from a new person to the slip that is handed over.

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
import { addPerson, userPassword } from "../support/people.ts";

const places = [
  "#/",
  "#/issue",
  "#/enroll",
  "#/tokens",
  "#/people",
  "#/policies",
  "#/directories",
  "#/providers",
  "#/figures",
  "#/audit",
] as const;

describe("console", { skip: browserMissing() ?? false }, () => {
  let product: Served;
  let browser: Browser;
  before(async () => {
    product = await startProduct();
    browser = await openBrowser();
    await addPerson(product.world, "mona");
  });
  after(async () => {
    await browser.close();
    await product.close();
  });

  async function signIn(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    watch(page);
    await page.goto(`${product.address}/manage/`);
    await page.locator("input").first().fill("admin");
    await page.locator("input[type=password]").fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").first().waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.locator("input[type=password]").fill(adminPassword);
    await page.keyboard.press("Enter");
    await page.locator("input[type=password]").waitFor({ state: "detached" });
    return page;
  }

  async function settled(page: Page): Promise<void> {
    await page.locator("main h1").first().waitFor();
    await page.waitForLoadState("networkidle");
  }

  test("a rollout token is issued in a guided form, and its code opens the portal", async () => {
    const page = await signIn(desktop);
    await page.goto(`${product.address}/manage/#/issue`);
    await page.getByText("Mona Monason").click();
    await page.getByRole("button", { name: "Issue", exact: true }).click();
    await page.getByRole("heading", { name: /Rollout token for/ }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    const shown = (await page.locator("main").textContent()) ?? "";
    const code = /[a-z2-9]{4}(?:-[a-z2-9]{4}){3}/.exec(shown)?.[0];
    assert.ok(code !== undefined, shown);
    await page.goto(`${product.address}/manage/#/tokens`);
    await page.getByText("portal only").waitFor();
    await page.getByText(/^KIPW/).first().click();
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    const mona = new Client(product.address);
    await mona.post("/userservice/login", { login: "mona", password: userPassword });
    const entered = await mona.post("/userservice/login", { otp: code, session: mona.session });
    assert.equal(entered.value, true);
  });

  for (const [name, options] of [
    ["wide and light", desktop],
    ["on a phone, in German and dark", phone],
  ] as const) {
    test(`every page, ${name}, is accessible and fits`, async () => {
      const page = await signIn(options);
      for (const place of places) {
        await page.goto(`${product.address}/manage/${place}`);
        await settled(page);
        assert.deepEqual(await accessibilityFaults(page), [], place);
        const [width, room] = await page.evaluate(
          () => [document.documentElement.scrollWidth, window.innerWidth] as const,
        );
        assert.ok(width <= room, `${place} is ${width} pixels wide where there are ${room}`);
      }
    });
  }

  test("tokens of a file are imported, and a mistake in it is told with its line", async () => {
    const page = await signIn(desktop);
    await page.goto(`${product.address}/manage/#/tokens`);
    await page.getByRole("button", { name: "Import tokens" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Format").selectOption("oathcsv");
    const row = (serial: string, key: string) => `${serial}, ${key}\n`;
    const choose = (content: string) =>
      page
        .locator('input[type="file"]')
        .setInputFiles({ name: "keys.csv", mimeType: "text/csv", buffer: Buffer.from(content) });
    await choose(row("HW0001", "31323334353637383930") + row("HW0002", "zz"));
    await dialog.getByRole("button", { name: "Import tokens" }).click();
    await dialog.getByText(/non-hexadecimal characters \(line 2\)/).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await choose(row("HW0001", "31323334353637383930") + row("HW0002", "31323334353637383930"));
    await dialog.getByRole("button", { name: "Import tokens" }).click();
    await page.getByText("2 tokens were imported.").waitFor();
    await page.getByText("HW0002").first().waitFor();
  });

  test("a policy is switched off and on", async () => {
    const page = await signIn(desktop);
    await page.goto(`${product.address}/manage/#/policies`);
    const purge = page.getByRole("switch", { name: /rollout_purge/ });
    await purge.waitFor();
    const admin = await new Client(product.address).login("admin", adminPassword);
    const active = async () =>
      (await admin.get("/system/getPolicy", { name: "rollout_purge", display_inactive: 1 })).value
        .rollout_purge.active;
    assert.equal(await active(), "True");
    await purge.click({ force: true });
    await assert.doesNotReject(until(async () => (await active()) === "False"));
    await purge.click({ force: true });
    await assert.doesNotReject(until(async () => (await active()) === "True"));
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it did not come true within ten seconds");
}
