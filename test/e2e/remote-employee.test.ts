// The whole story of somebody who never was in the office: nothing but a VPN leads to the portal, the VPN asks for a second
// factor, and he has none. Everything is real: tunnel, RADIUS, TLS, browser, and a network that ends at the gateway.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { type Front, frontMissing, startFront } from "../support/access/front.ts";
import { type Net, netMissing, openNet, places } from "../support/access/net.ts";
import { administrate, type Office, officeMissing, openOffice } from "../support/access/office.ts";
import {
  connectVpn,
  fetchFrom,
  startVpn,
  type Tunnel,
  type VpnServer,
  vpnMissing,
} from "../support/access/vpn.ts";
import { adminPassword } from "../support/apps.ts";
import { browserMissing, desktop, openBrowser, watch } from "../support/browser.ts";
import { Client } from "../support/client.ts";
import { totpFrom } from "../support/devices/totp-app.ts";
import { addPerson, userPassword } from "../support/people.ts";

/** In the letter that lena got. */
const secret = "k7m2p9xqr4twnh3z";

const missing = netMissing() ?? vpnMissing() ?? officeMissing() ?? frontMissing() ?? browserMissing();

describe("a remote employee", { skip: missing ?? false }, () => {
  let net: Net;
  let office: Office;
  let front: Front;
  let vpn: VpnServer;
  let browser: Browser | undefined;
  before(async () => {
    net = openNet();
    office = await openOffice(net);
    front = await startFront({
      nodes: [office.address, office.address],
      authority: office.issuer.pem,
      realm: "users",
      within: net.gateway,
    });
    vpn = await startVpn(net, { ask: "radius", node: office.address, authority: office.authority });
  });
  after(async () => {
    await browser?.close();
    await vpn?.stop();
    await front?.stop();
    await office?.close();
    net?.close();
  });

  test("comes in with a rollout secret, makes his own token, and needs the secret no more", async () => {
    const admin = await new Client(office.product.address).login("admin", adminPassword);
    const typesOf = async () =>
      ((await admin.get("/admin/show", { user: "lena" })).value.data as Record<string, unknown>[])
        .map((row) => row["LinOtp.TokenType"])
        .sort();

    // The office: lena is in the directory; the IAM system makes her rollout token, and a letter is sent.
    await addPerson(office.product.world, "lena");
    await administrate(office, "policies");
    await administrate(office, "rollout");
    assert.deepEqual(await typesOf(), ["pw"]);

    // At home: there is no way to the portal.
    const portal = `${office.address}/selfservice/`;
    assert.equal(await fetchFrom(net.home, portal, ["--insecure"]), undefined);

    // The VPN lets her in with the secret of the letter, and with nothing else.
    assert.equal(await connectVpn(net, vpn, { user: "lena", password: userPassword }), "refused");
    const first = await tunnelFor(secret);

    // Through the tunnel: name, password, secret; then a token on her phone. She scans it and closes the browser.
    browser = await openBrowser(net.home);
    const page = await (await browser.newContext({ ...desktop, ignoreHTTPSErrors: true })).newPage();
    page.setDefaultTimeout(20_000);
    watch(page);
    await arrive(page, portal);
    await page.getByLabel("Username").fill("lena");
    await page.getByRole("textbox", { name: "Password" }).fill(userPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("textbox", { name: "Rollout code" }).fill(secret);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Add your own token now" }).waitFor();
    await page.getByRole("link", { name: "Add a token" }).first().click();
    await page.getByText("Authenticator app (time-based)").click();
    await page.getByRole("button", { name: "Continue" }).click();
    const link = page.getByRole("link", { name: "Open in the app on this device" });
    const app = new URL((await link.getAttribute("href")) ?? "");
    await page.close();
    await first.close();
    // Enrolled is not proved: without the secret she could be locked out now.
    assert.deepEqual(await typesOf(), ["TOTP", "pw"]);

    // The VPN with the token of her own: it has proved itself, and the rollout token is gone.
    await (await tunnelFor(totpFrom(app, 0))).close();
    assert.deepEqual(await typesOf(), ["TOTP"]);
    assert.equal(await connectVpn(net, vpn, { user: "lena", password: secret }), "refused");

    // The audit trail tells it in this order.
    const told = await trail(admin);
    const expected = [
      ["admin/init", true, "127.0.0.1"],
      ["validate/check", false, places.gateway],
      ["validate/check", true, places.gateway],
      ["userservice/login", true, first.address],
      ["userservice/enroll", true, first.address],
      ["validate/check", true, places.gateway],
      ["validate/check", false, places.gateway],
    ] as const;
    let from = 0;
    for (const [action, success, client] of expected) {
      const is = (entry: Told) =>
        entry.action === action && entry.success === success && entry.client === client;
      const at = told.slice(from).findIndex(is);
      assert.ok(at >= 0, `${action} ${success} ${client} after entry ${from} of ${JSON.stringify(told)}`);
      from += at + 1;
    }
    const purge = told.find(({ info }) => info.includes("purged rollout tokens:"));
    assert.equal(purge?.action, "validate/check");
  });

  async function tunnelFor(password: string): Promise<Tunnel> {
    const tunnel = await connectVpn(net, vpn, { user: "lena", password });
    if (tunnel === "refused") assert.fail(`the VPN refused ${password}`);
    return tunnel;
  }
});

/** Chromium breaks off what it is loading in the moment in which it notices the tunnel. */
async function arrive(page: Page, address: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await page.goto(address);
      return;
    } catch (error) {
      if (attempt === 5 || !String(error).includes("ERR_NETWORK_CHANGED")) throw error;
    }
  }
}

interface Told {
  readonly action: string;
  readonly success: boolean;
  readonly info: string;
  readonly client: unknown;
}

/** Oldest first: what is told about lena. */
async function trail(admin: Client): Promise<readonly Told[]> {
  const { text } = await admin.get("/audit/search", {
    user: "lena",
    sortname: "number",
    sortorder: "asc",
    rp: 100,
  });
  const { rows } = JSON.parse(text) as { rows: { cell: unknown[] }[] };
  return rows.map(({ cell }) => ({
    action: String(cell[4]),
    success: String(cell[5]) === "1",
    info: `${cell[11]} ${cell[12]}`,
    client: cell[14],
  }));
}
