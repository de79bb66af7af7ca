// The files for containers. No engine is here: they are read, and what can be done without one is done.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { configTable, readConfig } from "../../src/config.ts";
import { commandsOf, follow, root } from "../support/access/guide.ts";
import { Client } from "../support/client.ts";
import { all, copyInto, readStages } from "../support/operating/containerfile.ts";
import { startProduct } from "../support/operating/product.ts";

const password = "a password of the administrator";
const known = new Set<string>(configTable.map(({ name }) => name));
const pinned = /^[a-z./-]+:\d+\.\d+(\.\d+)?(-[a-z]+)*$/;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "latchkey-container-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("the image is built from pinned ones, and its last user is not root", () => {
  const stages = readStages();
  for (const { image } of stages) assert.match(image, pinned);
  const last = stages.at(-1)!;
  assert.deepEqual(all(last, "USER"), ["10001:10001"]);
  const words = last.instructions.map(({ word }) => word);
  assert.ok(words.indexOf("USER") > words.lastIndexOf("RUN"));
  const env = Object.fromEntries(all(last, "ENV").map((line) => line.split("=")));
  for (const name of Object.keys(env)) assert.ok(known.has(name) || name === "NODE_COMPILE_CACHE", name);
  assert.deepEqual(readConfig(env).host, "0.0.0.0");
});

test("a builder gets to see what is copied, and no more", () => {
  const ignored = readFileSync(join(root, "deploy/container/Containerfile.dockerignore"), "utf8")
    .trim()
    .split("\n");
  const copied = readStages()
    .flatMap((stage) => all(stage, "COPY"))
    .filter((line) => !line.startsWith("--from"));
  const sources = copied
    .flatMap((line) => line.split(" ").slice(0, -1))
    .map((path) => `!${path.split("/")[0]}`);
  assert.deepEqual(ignored.slice(1).toSorted(), [...new Set(sources)].toSorted());
  assert.equal(ignored[0], "*");
});

test("what is copied is all that the set-up and the product need", async (during) => {
  const [build, last] = readStages();
  const [first, second] = [join(folder, "build"), join(folder, "image")];
  for (const each of [first, second]) mkdirSync(each);
  copyInto(first, build!);
  // In place of the registry, and of taking away what only builds.
  symlinkSync(join(root, "node_modules"), join(first, "node_modules"));
  const [setup, prune] = all(build!, "RUN");
  const made = spawnSync("sh", ["-ec", setup!], { cwd: first, encoding: "utf8" });
  assert.equal(made.status, 0, made.stdout + made.stderr);
  assert.match(prune!, /^npm prune --omit=dev /);
  copyInto(second, last!, { build: first });
  const [program, script, ...more] = JSON.parse(all(last!, "CMD")[0]!) as string[];
  assert.deepEqual([program, script, more], ["node_modules/.bin/node", "src/main.ts", []]);
  assert.ok(existsSync(join(second, program!)));
  const env = { LATCHKEY_DATA: join(folder, "var"), LATCHKEY_ADMIN_PASSWORD: password };
  const product = await startProduct(env, join(second, script!));
  during.after(product.stop);
  await new Client(product.address).login("admin", password);
  for (const page of ["selfservice", "manage"]) {
    assert.match(await (await fetch(`${product.address}/${page}/`)).text(), /<div id="app">/);
  }
  assert.equal(await product.stop(), 0);
});

interface Service {
  readonly image: string;
  readonly user: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly networks: Readonly<Record<string, { ipv4_address?: string }>> | readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
}

interface Composition {
  readonly services: Readonly<Record<"database" | "latchkey" | "nginx", Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, unknown>>;
}

const program = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";

/** Undefined where nothing can read YAML. */
function readComposition(): Composition | undefined {
  const input = readFileSync(join(root, "deploy/container/compose.yaml"), "utf8");
  if (spawnSync("python3", ["-c", "import yaml"]).status !== 0) return undefined;
  const { status, stdout, stderr } = spawnSync("python3", ["-c", program], { input, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const composition = readComposition();
const noYaml = composition === undefined && "nothing here reads YAML (Debian package python3-yaml)";

describe("compose.yaml", { skip: noYaml }, () => {
  const { services, secrets, volumes, networks } = composition!;

  test("every service is locked in, pinned and watched", () => {
    for (const [name, service] of Object.entries(services)) {
      assert.match(service.image, pinned, name);
      assert.match(service.user, /^[1-9]\d*:[1-9]\d*$/, name);
      assert.equal(service.read_only, true, name);
      assert.deepEqual(service.cap_drop, ["ALL"], name);
      assert.deepEqual(service.security_opt, ["no-new-privileges:true"], name);
      assert.equal(service.healthcheck.test[0], "CMD", name);
      assert.equal(service.ports !== undefined, name === "nginx", name);
    }
  });

  test("what is named is there", () => {
    const all = Object.values(services);
    for (const name of all.flatMap((service) => service.secrets ?? [])) assert.ok(secrets[name], name);
    const sources = all.flatMap(({ volumes: kept = [] }) => kept.map((volume) => volume.split(":")[0]));
    assert.deepEqual(sources.toSorted(), ["./nginx.conf", ...Object.keys(volumes)].toSorted());
    const joined = all.flatMap(({ networks: of }) => (Array.isArray(of) ? of : Object.keys(of)));
    assert.deepEqual([...new Set(joined)].toSorted(), Object.keys(networks).toSorted());
  });

  test("the server is told what it knows, and believes nginx alone", () => {
    follow(commandsOf("container", "operating"), { PLACE: join(folder, "place") });
    const { environment = {}, secrets: given = [] } = services.latchkey;
    for (const [name, value] of Object.entries(environment)) {
      assert.ok(known.has(name), name);
      if (name.endsWith("_FILE")) assert.ok(given.includes(value.slice("/run/secrets/".length)), value);
    }
    const files = Object.entries(environment).map(([name, value]) => [
      name,
      value.replace("/run", join(folder, "place")),
    ]);
    const config = readConfig(Object.fromEntries(files));
    assert.deepEqual(config.trustedProxies, [addressOf(services.nginx)]);
    const kept = readFileSync(join(folder, "place/secrets/database-password"), "utf8");
    assert.equal(config.database, `postgres://latchkey:${kept}@database/latchkey`);
    assert.match(config.adminPassword ?? "", /^[0-9a-f]{24}$/);
  });

  test("nginx asks the server, has its certificate, and secrets are closed to others", () => {
    const place = join(folder, "place");
    const conf = readFileSync(join(place, "nginx.conf"), "utf8");
    assert.deepEqual(conf.match(/^\tserver .*:\d+ /gm), [`\tserver ${addressOf(services.latchkey)}:7460 `]);
    for (const [, name = ""] of conf.matchAll(/\/run\/secrets\/([^;]+);/g)) {
      assert.ok(services.nginx.secrets?.includes(name), name);
    }
    assert.doesNotMatch(conf, /\/var\/log|\/etc\/ssl/);
    for (const name of ["database-password", "database-address", "admin-password"]) {
      assert.equal(statSync(join(place, secrets[name]!.file)).mode & 0o777, 0o400, name);
    }
  });

  test("its health check says yes to a server that answers, and no to none", async (during) => {
    const product = await startProduct({ LATCHKEY_DATA: join(folder, "health") });
    during.after(product.stop);
    const [, ...command] = services.latchkey.healthcheck.test;
    const ask = () => {
      const [, ...args] = command.map((word) => word.replace("http://127.0.0.1:7460", product.address));
      return spawnSync(join(root, command[0]!), args).status;
    };
    assert.equal(ask(), 0);
    await product.stop();
    assert.equal(ask(), 1);
  });
});

function addressOf(service: Service): string | undefined {
  return "front" in service.networks ? service.networks.front?.ipv4_address : undefined;
}
