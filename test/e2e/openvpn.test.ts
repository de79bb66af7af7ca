// Real tunnels, set up with the files and commands that the guide gives: who comes in by OpenVPN, by RADIUS and by script.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { type Front, frontMissing, startFront } from "../support/access/front.ts";
import { type Net, netMissing, openNet, places } from "../support/access/net.ts";
import { administrate, type Office, officeMissing, openOffice } from "../support/access/office.ts";
import {
  connectVpn,
  fetchFrom,
  type Login,
  startVpn,
  type VpnServer,
  vpnMissing,
} from "../support/access/vpn.ts";
import { adminPassword } from "../support/apps.ts";
import { Client } from "../support/client.ts";
import { addPerson } from "../support/people.ts";

/** The key of RFC 4226, appendix D, and what an app shows for it. */
const key = Buffer.from("12345678901234567890").toString("hex");
const codes = ["755224", "287082", "359152", "969429", "338314", "254676"] as const;

/** As the guide hands it out. */
const secret = "k7m2p9xqr4twnh3z";

const missing = netMissing() ?? vpnMissing() ?? officeMissing() ?? frontMissing();

describe("OpenVPN in front of Latchkey", { skip: missing ?? false }, () => {
  let net: Net;
  let office: Office;
  let admin: Client;
  before(async () => {
    net = openNet();
    office = await openOffice(net);
    admin = await new Client(office.product.address).login("admin", adminPassword);
    await addPerson(office.product.world, "lena");
    await administrate(office, "policies");
  });
  after(async () => {
    await office?.close();
    net?.close();
  });
  beforeEach(async () => {
    await admin.post("/admin/remove", { user: "lena", realm: "users" });
  });

  async function own(pin = ""): Promise<void> {
    const created = await admin.post("/admin/init", { user: "lena", type: "hmac", otpkey: key, pin });
    assert.equal(created.value, true);
  }

  const owned = async () =>
    ((await admin.get("/admin/show", { user: "lena" })).value.data as Record<string, unknown>[])
      .map((row) => row["LinOtp.TokenType"])
      .sort();

  /** The client of the newest entry about a check. */
  async function seenFrom(): Promise<unknown> {
    const { text } = await admin.get("/audit/search", {
      user: "lena",
      sortname: "number",
      sortorder: "desc",
      rp: 20,
    });
    const { rows } = JSON.parse(text) as { rows: { cell: unknown[] }[] };
    return rows.find(({ cell }) => String(cell[4]).startsWith("validate/"))?.cell[14];
  }

  describe("by RADIUS", () => {
    let front: Front;
    let vpn: VpnServer;
    before(async () => {
      const { pem } = office.issuer;
      front = await startFront({
        nodes: [office.address, office.address],
        authority: pem,
        realm: "users",
        within: net.gateway,
      });
      vpn = await startVpn(net, { ask: "radius", node: office.address, authority: office.authority });
    });
    after(async () => {
      await vpn?.stop();
      await front?.stop();
    });
    ways(() => vpn);

    test("what asks back is refused: OpenVPN has no words for it", async () => {
      await admin.post("/system/setPolicy", {
        name: "ask",
        scope: "authentication",
        action: "challenge_response=hmac",
        realm: "*",
        user: "*",
        client: "*",
        active: "True",
      });
      await own("1234");
      assert.equal(await connect(vpn, { password: "1234" }), "refused");
      await admin.post("/system/delPolicy", { name: "ask" });
    });
  });

  describe("by script", () => {
    let vpn: VpnServer;
    before(async () => {
      vpn = await startVpn(net, { ask: "script", node: office.address, authority: office.authority });
    });
    after(async () => await vpn?.stop());
    ways(() => vpn);

    test("the code has a field of its own", async () => {
      await own("s3cr:t pin");
      assert.equal(await connect(vpn, { password: "s3cr:t pin", code: codes[0] }), "in");
      assert.equal(await connect(vpn, { password: "s3cr:t pin", code: codes[0] }), "refused");
      assert.equal(await connect(vpn, { password: "another pin", code: codes[1] }), "refused");
      assert.equal(await connect(vpn, { password: "s3cr:t pin", code: codes[1] }), "in");
    });

    test("what only looks like a code of its own is refused", async () => {
      await own();
      for (const password of ["SCRV1::", "SCRV1:%%:%%", "SCRV1:x", `SCRV1:${codes[0]}:`])
        assert.equal(await connect(vpn, { password }), "refused", password);
      assert.equal(await connect(vpn, { password: codes[0] }), "in");
    });
  });

  async function connect(vpn: VpnServer, login: Omit<Login, "user">): Promise<"in" | "refused"> {
    const tunnel = await connectVpn(net, vpn, { user: "lena", ...login });
    if (tunnel === "refused") return tunnel;
    await tunnel.close();
    return "in";
  }

  /** What holds whichever way OpenVPN asks. */
  function ways(vpn: () => VpnServer): void {
    test("the portal is reached through the tunnel, and not without", async () => {
      await own("1234");
      const portal = async () =>
        await fetchFrom(net.home, `${office.address}/selfservice/`, ["--cacert", office.authority]);
      assert.equal(await portal(), undefined);
      const tunnel = await connectVpn(net, vpn(), { user: "lena", password: `1234${codes[0]}` });
      assert.ok(tunnel !== "refused");
      assert.match(String(await portal()), /<div id="app">/);
      await tunnel.close();
      assert.equal(await portal(), undefined);
    });

    test("an OTP is good for one login; a wrong one, a stranger and silence are for none", async () => {
      await own("1234");
      assert.equal(await connect(vpn(), { password: "1234000000" }), "refused");
      assert.equal(await connect(vpn(), { password: `1234${codes[0]}` }), "in");
      assert.equal(await connect(vpn(), { password: `1234${codes[0]}` }), "refused");
      const stranger = await connectVpn(net, vpn(), { user: "mallory", password: `1234${codes[1]}` });
      assert.equal(stranger, "refused");
      office.reachable(false);
      assert.equal(await connect(vpn(), { password: `1234${codes[1]}` }), "refused");
      office.reachable(true);
      assert.equal(await connect(vpn(), { password: `1234${codes[2]}` }), "in");
    });

    test("names and passwords arrive as they were typed", async () => {
      for (const [index, pin] of [`p%&+#"\\'=?`, "$(id) `id` ;", "grün € "].entries()) {
        await admin.post("/admin/init", { user: "lena", type: "hmac", otpkey: key, serial: "TYPED", pin });
        assert.equal(await connect(vpn(), { password: `${pin}${codes[index]}` }), "in", pin);
      }
    });

    test("a rollout token for the portal alone does not open the VPN", async () => {
      await admin.post("/admin/init", { user: "lena", type: "pw", otpkey: secret, rollout: 1 });
      assert.equal(await connect(vpn(), { password: secret }), "refused");
      assert.deepEqual(await owned(), ["pw"]);
    });

    test("one for the VPN as well opens it from there alone, until the real token has logged in", async () => {
      await administrate(office, "rollout");
      assert.equal(await connect(vpn(), { password: "something else" }), "refused");
      assert.equal(await connect(vpn(), { password: secret }), "in");
      assert.equal(await seenFrom(), places.gateway);
      assert.equal(await fromDesk(secret), false);
      await own("1234");
      assert.deepEqual(await owned(), ["HMAC", "pw"]);
      assert.equal(await connect(vpn(), { password: secret }), "in");
      assert.equal(await connect(vpn(), { password: `1234${codes[0]}` }), "in");
      assert.deepEqual(await owned(), ["HMAC"]);
      assert.equal(await connect(vpn(), { password: secret }), "refused");
    });
  }

  /** The same question, from a machine that is not the VPN. */
  async function fromDesk(pass: string): Promise<boolean> {
    const form = ["-d", "user=lena", "-d", "realm=users", "-d", `pass=${pass}`];
    const options = ["--cacert", office.authority, "--interface", places.desk, ...form];
    const answer = await fetchFrom(net.office, `${office.address}/validate/check`, options);
    return JSON.parse(String(answer)).result.value;
  }
});
