// An administrator connects directories in the console: OpenLDAP and a database, tested before they are saved.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
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
import { base, reader, slapdMissing, startSlapd, type ThrowawaySlapd } from "../support/ldap/slapd.ts";

/** Signed in, at the page of directories. `baseURL` is the server's address. */
async function open(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  watch(page);
  await page.goto("/manage/#/directories");
  await page.locator("input").first().fill("admin");
  await page.locator("input[type=password]").fill(adminPassword);
  await page.keyboard.press("Enter");
  await page.locator("input[type=password]").waitFor({ state: "detached" });
  await page.goto("/manage/#/directories");
  await page.locator("main h2").nth(1).waitFor();
  return page;
}

/** A picture for whoever wants to look: LATCHKEY_TEST_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const place = process.env["LATCHKEY_TEST_PICTURES"];
  if (place === undefined) return;
  await accessibilityFaults(page);
  await page.screenshot({ path: join(place, `${name}.png`) });
}

const box = (dialog: Locator, name: RegExp) => dialog.getByRole("textbox", { name });

async function fillLdap(dialog: Locator, slapd: ThrowawaySlapd, password: string): Promise<void> {
  await box(dialog, /^Servers/).fill(slapd.url);
  await dialog.getByLabel("Account that looks people up").fill(reader.dn);
  await dialog.getByLabel("Its password").fill(password);
  await dialog.getByLabel("Certificate of the authority").fill(slapd.authority);
  await box(dialog, /^Base/).fill(base);
}

const crowd = 700;
const people = Array.from({ length: crowd }, (_, index) => ({
  uid: `user${String(index).padStart(3, "0")}`,
  number: String(1000 + index),
  givenname: "Given",
  surname: `Surname${index}`,
  mail: `user${index}@example.org`,
}));
const ada = { uid: "ada", number: "1", givenname: "Ada", surname: "Lovelace", mail: "ada@example.org" };

describe("directories in the console", { skip: browserMissing() ?? slapdMissing() ?? false }, () => {
  let product: Served;
  let browser: Browser;
  let slapd: ThrowawaySlapd;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "latchkey-directories-"));
    slapd = await startSlapd([ada, ...people]);
    product = await startProduct();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await product?.close();
    await slapd?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const openDirectories = (options: BrowserContextOptions) =>
    open(browser, { ...options, baseURL: product.address });

  test("OpenLDAP is connected by a form, tested, put into a realm, and its people are found", async () => {
    const page = await openDirectories(desktop);
    await page.getByRole("button", { name: "Add a directory" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "LDAP" }).check();
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    await dialog.getByText("Something is missing or wrong above").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-invalid")), "true");
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, "ldap-incomplete");

    await fillLdap(dialog, slapd, "not the password");
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    const said = dialog.getByRole("status");
    await said
      .getByText("the account that looks people up cannot log in: name or password is wrong")
      .waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, "ldap-wrong-password");

    await dialog.getByLabel("Its password").fill(reader.password);
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    await said.getByText("It works. More than 500 people were found").waitFor();
    await said.getByText(/For example: .*ada/).waitFor();
    await picture(page, "ldap-works");

    await box(dialog, /^Name/).fill("corporate");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("corporate was saved.").waitFor();
    await dialog.waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Add a realm" }).click();
    await dialog.getByLabel("Name").fill("company");
    await dialog.getByLabel("Add a directory").selectOption({ label: "corporate" });
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("in company").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, "directories");

    await page.goto("/manage/#/people");
    await page.getByRole("combobox", { name: "Realm" }).selectOption("company");
    await page.getByText("More than 500 people match").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, "people-limited");
    const lists: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/admin/userlist")) lists.push(request.url());
    });
    await page.getByRole("searchbox", { name: "Search" }).pressSequentially("lovelace");
    await page.getByRole("link", { name: "Ada Lovelace" }).waitFor();
    await page.getByText("More than 500 people match").waitFor({ state: "detached" });
    assert.ok(lists.length < "lovelace".length, "each letter was searched for");
    assert.ok(lists.every((url) => url.includes("lov") || url.includes("*")));
  });

  test("a directory is changed without its password, unless it would go elsewhere", async () => {
    const page = await openDirectories(desktop);
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Change corporate" }).click();
    await dialog.getByLabel("Its password").waitFor();
    assert.equal(await dialog.getByLabel("Its password").inputValue(), "");
    await dialog.getByText("it stays as it is").waitFor();
    await dialog.getByText("More settings").click();
    await dialog.getByLabel("People that a search gives back").fill("1000");
    await dialog.getByRole("button", { name: "Test", exact: true }).click();
    await dialog.getByRole("status").getByText("It works. 701 people were found.").waitFor();
    await picture(page, "ldap-edit");
    await box(dialog, /^Base/).fill(`ou=people,${base}`);
    await dialog.getByText("the password must be typed again").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Enter the password.").waitFor();
    await dialog.getByLabel("Its password").fill(reader.password);
    await dialog.getByLabel("Check the servers' certificates").uncheck();
    await dialog.getByText("Anybody in the network could pose as the directory.").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, "ldap-risk");
    await dialog.getByLabel("Check the servers' certificates").check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("corporate was saved.").waitFor();
    const admin = await new Client(product.address).login("admin", adminPassword);
    const { data } = (await admin.get("/system/getResolver", { resolver: "corporate" })).value;
    assert.deepEqual([data.LDAPBASE, data.SIZELIMIT, data.LDAPURI], [`ou=people,${base}`, "1000", slapd.url]);
    assert.ok(!JSON.stringify(data).includes(reader.password));

    await page.getByRole("button", { name: "Remove corporate" }).click();
    await dialog.getByText("It belongs to company.", { exact: false }).waitFor();
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  });

  test("a directory that is out is named on the first page, and no longer when it is back", async () => {
    const page = await openDirectories({ ...desktop, locale: "de-DE", colorScheme: "dark" });
    await slapd.kill();
    await page.getByRole("button", { name: "corporate testen" }).click();
    await page
      .getByRole("status")
      .getByText(/die Verbindung wurde abgelehnt/)
      .waitFor();
    await page.goto("/manage/#/people");
    await page.getByRole("combobox", { name: "Realm" }).selectOption("company");
    await page.getByRole("alert").getByText("Das Verzeichnis corporate antwortet nicht.").waitFor();
    await picture(page, "people-outage");
    await page.goto("/manage/#/");
    await page.reload();
    await page.getByText("Das Verzeichnis corporate antwortet nicht.").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, "home-outage");
    await page.goto("/manage/#/directories");
    await page.getByText("antwortet nicht").first().waitFor();
    await picture(page, "directories-outage");
    await slapd.restart();
    await page.goto("/manage/#/people");
    await page.getByRole("combobox", { name: "Realm" }).selectOption("company");
    await page.getByText("Ada Lovelace").waitFor();
    await page.goto("/manage/#/");
    await page.reload();
    await page.getByRole("link", { name: "Token", exact: true }).first().waitFor();
    await page.waitForLoadState("networkidle");
    assert.equal(await page.getByText("antwortet nicht").count(), 0);
  });

  for (const [name, options] of [
    ["wide and light", { ...desktop, locale: "de-DE" }],
    ["narrow and dark", { ...phone, viewport: { width: 390, height: 844 } }],
  ] as const) {
    test(`both forms in German, ${name}, are accessible and fit`, async () => {
      const page = await openDirectories(options);
      await page.getByRole("button", { name: "Verzeichnis hinzufügen" }).click();
      const dialog = page.getByRole("dialog");
      for (const kind of ["LDAP", "SQL-Datenbank"]) {
        await dialog.getByRole("radio", { name: kind }).check();
        await dialog.getByText("Weitere Einstellungen").click();
        assert.deepEqual(await accessibilityFaults(page), [], kind);
        const [width, room] = await dialog.evaluate(
          ({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth] as const,
        );
        assert.ok(width <= room, `${kind} is ${width} pixels wide where there are ${room}`);
        await picture(page, `${kind}-${name.replaceAll(" ", "-")}`);
      }
    });
  }

  test("a database file is connected and found, on a telephone, by keyboard", async () => {
    const file = join(folder, "staff.sqlite");
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE staff (id INTEGER, login TEXT, name TEXT)");
    database.exec("INSERT INTO staff VALUES (1, 'grace', 'Hopper'), (2, 'joan', 'Clarke')");
    database.close();
    const page = await openDirectories({ ...phone, locale: "en-US", viewport: { width: 390, height: 844 } });
    await page.getByRole("button", { name: "Add a directory" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    const built = dialog.getByRole("radio", { name: "Built-in directory" });
    await built.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await dialog.getByLabel("Kind of database").selectOption("sqlite");
    await box(dialog, /^Database/).fill(file);
    await box(dialog, /^Table/).fill("persons");
    await box(dialog, /^Permanent id/).fill("id");
    await box(dialog, /^Login/).fill("login");
    await dialog.getByLabel("Password hash").fill("");
    await dialog.getByLabel("Surname").fill("name");
    await dialog.getByRole("button", { name: "Test", exact: true }).focus();
    await page.keyboard.press("Enter");
    await dialog
      .getByRole("status")
      .getByText(/Table: there is no such table/)
      .waitFor();
    await box(dialog, /^Table/).fill("staff");
    await dialog.getByRole("button", { name: "Test", exact: true }).focus();
    await page.keyboard.press("Enter");
    await dialog.getByRole("status").getByText("It works. 2 people were found.").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await picture(page, "sql-phone-dark");
    const [width, room] = await page.evaluate(
      () => [document.documentElement.scrollWidth, window.innerWidth] as const,
    );
    assert.ok(width <= room, `${width} pixels wide where there are ${room}`);
    await box(dialog, /^Name/).fill("payroll");
    await page.keyboard.press("Enter");
    await page.getByText("payroll was saved.").waitFor();
    await page.getByRole("button", { name: "Remove payroll" }).click();
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("payroll was removed.").waitFor();
  });
});
