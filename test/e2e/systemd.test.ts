// The unit that we ship: what systemd says about it, and whether the product runs within what it leaves open.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { commandsOf, edit, follow, root } from "../support/access/guide.ts";
import { Client } from "../support/client.ts";
import {
  allowedCalls,
  sandboxMissing,
  serviceUser,
  settingsOf,
  startSandboxed,
  straceMissing,
  systemdMissing,
  unitFile,
} from "../support/operating/unit.ts";

/** As the guide says; the port must not be that of another installation. */
const password = "change me before the first start";

describe("the unit", { skip: systemdMissing() ?? false }, () => {
  let folder: string;
  let settings: readonly string[];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "latchkey-unit-"));
    chmodSync(folder, 0o755);
    follow(commandsOf("systemd", "operating"), { ETC: join(folder, "etc") });
    const file = join(folder, "etc/latchkey/latchkey.env");
    assert.equal(statSync(file).mode & 0o077, 0);
    settings = ["LATCHKEY_PORT=0", ...readFileSync(file, "utf8").trim().split("\n")];
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("its exposure is below 2.5", () => {
    const args = ["security", "--offline=true", "--no-pager", unitFile];
    const { stdout, stderr } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
    const exposure = /Overall exposure level for latchkey\.service: ([\d.]+)/.exec(stdout)?.[1];
    assert.ok(Number(exposure) < 2.5, `${exposure} ${stderr}`);
  });

  test("systemd finds no fault in it", () => {
    const copy = join(folder, "etc/systemd/system/latchkey.service");
    edit(copy, [["/opt/latchkey", root]]);
    const verified = spawnSync("systemd-analyze", ["verify", copy], { encoding: "utf8" });
    // It also reads units of this machine, about which we have nothing to say.
    assert.deepEqual(
      verified.stderr.split("\n").filter((line) => line.includes("latchkey")),
      [],
    );
    assert.equal(verified.status, 0);
  });

  test("its user can be made", () => {
    const made = spawnSync("systemd-sysusers", [`--root=${folder}`], { encoding: "utf8" });
    assert.equal(made.status, 0, made.stderr);
    assert.match(readFileSync(join(folder, "etc/passwd"), "utf8"), /^latchkey:/m);
    assert.deepEqual(settingsOf("User"), ["latchkey"]);
  });

  test("its command runs, keeps everything to itself, ends in order and begins again", {
    skip: sandboxMissing() ?? false,
  }, async (during) => {
    const kept = join(folder, "var");
    const first = await startSandboxed({ folder: kept, settings });
    during.after(first.stop);
    await new Client(first.address).login("admin", password);
    assert.equal((await fetch(`${first.address}/selfservice/`)).status, 200);
    const state = join(kept, "lib/latchkey");
    assert.ok(readdirSync(state).includes("latchkey.keys"));
    for (const name of readdirSync(state)) {
      const { uid, mode } = statSync(join(state, name));
      assert.deepEqual([uid, mode & 0o077], [serviceUser, 0], name);
    }
    assert.equal(await first.stop(), 0);
    const second = await startSandboxed({ folder: kept, settings });
    during.after(second.stop);
    await new Client(second.address).login("admin", password);
    assert.equal(await second.stop(), 0);
    assert.deepEqual(readdirSync(join(kept, "lib")), ["latchkey"]);
  });

  test("the kernel is asked for nothing that its filter refuses", {
    skip: sandboxMissing() ?? straceMissing() ?? false,
  }, async (during) => {
    const kept = join(folder, "traced");
    const by = "/usr/bin/strace -D -f -c -U name -o /var/lib/latchkey/calls";
    const product = await startSandboxed({ folder: kept, settings, by });
    during.after(product.stop);
    await new Client(product.address).login("admin", password);
    assert.equal(await product.stop(), 0);
    const calls = readFileSync(join(kept, "lib/latchkey/calls"), "utf8")
      .split("\n")
      .map((line) => line.trim());
    const named = calls.filter((line) => /^[a-z_0-9]+$/.test(line) && line !== "syscall" && line !== "total");
    const allowed = allowedCalls();
    assert.ok(named.includes("pwrite64") && allowed.has("pwrite64"), named.join());
    assert.deepEqual(
      named.filter((name) => !allowed.has(name)),
      [],
    );
  });
});
