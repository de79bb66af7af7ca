// Whom we believe about where a request comes from.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../core/problem.ts";
import type { Settings } from "../../core/settings.ts";
import { clientAddress, readNetworks } from "./client-address.ts";

interface Scene {
  peer?: string;
  headers?: Record<string, string>;
  fields?: Record<string, unknown>;
  config?: Record<string, string>;
  trusted?: string[];
  override?: boolean;
}

function client(scene: Scene): string {
  const config = new Map(
    Object.entries(scene.config ?? {}).map(([key, value]) => [key, { value, type: "", description: "" }]),
  );
  const arrival = {
    peer: scene.peer ?? "127.0.0.1",
    headers: scene.headers ?? {},
    fields: new Map(Object.entries(scene.fields ?? {})),
  };
  const trusted = scene.trusted === undefined ? undefined : readNetworks(scene.trusted);
  return clientAddress(arrival, { config } as unknown as Settings, {
    trusted,
    override: scene.override ?? true,
  });
}

const forwarded = { "x-forwarded-for": "10.1.2.3, 192.168.0.1" };

test("nobody is believed by default", () => {
  assert.equal(client({ headers: forwarded, fields: { client: "1.2.3.4" } }), "127.0.0.1");
});

test("a trusted proxy names the client, IPv4 or IPv6, with or without port", () => {
  assert.equal(client({ headers: forwarded, trusted: ["127.0.0.0/8"] }), "192.168.0.1");
  assert.equal(client({ headers: forwarded, trusted: ["127.0.0.0/8", "192.168.0.0/16"] }), "10.1.2.3");
  assert.equal(client({ headers: forwarded, trusted: ["10.0.0.0/8"] }), "127.0.0.1");
  const from = (value: string): string =>
    client({ headers: { "x-forwarded-for": value }, trusted: ["127.0.0.1"] });
  assert.equal(from("2001:db8::1"), "2001:db8::1");
  assert.equal(from("[2001:db8::1]:443"), "2001:db8::1");
  assert.equal(from("10.0.0.1:443"), "10.0.0.1");
  assert.equal(from(" , 10.0.0.2"), "10.0.0.2");
  assert.equal(from("::ffff:10.0.0.3"), "10.0.0.3");
});

test("a trusted proxy that names nonsense counts itself, and may not name another client", () => {
  const scene = { headers: { "x-forwarded-for": "unknown" }, trusted: ["127.0.0.1"] };
  assert.equal(client(scene), "127.0.0.1");
  const override = { config: { mayOverwriteClient: "127.0.0.1" }, fields: { client: "192.168.0.7" } };
  assert.equal(client({ ...scene, ...override }), "127.0.0.1");
  assert.equal(client({ ...scene, ...override, headers: {} }), "192.168.0.7");
});

test("the settings name proxies when the start did not", () => {
  const config = { "client.X_FORWARDED_FOR": "true", "client.FORWARDED_PROXY": "10.0.0.1, 127.0.0.0/8" };
  assert.equal(client({ headers: forwarded, config }), "192.168.0.1");
  const both = { ...config, "client.FORWARDED_PROXY": "127.0.0.1, 192.168.0.1" };
  assert.equal(client({ headers: forwarded, config: both }), "10.1.2.3");
  assert.equal(client({ headers: forwarded, config, trusted: ["10.9.9.9"] }), "127.0.0.1");
  assert.equal(
    client({ headers: forwarded, config: { ...config, "client.FORWARDED_PROXY": "" } }),
    "127.0.0.1",
  );
  assert.equal(
    client({ headers: forwarded, config: { ...config, "client.FORWARDED_PROXY": "all of them" } }),
    "127.0.0.1",
  );
});

test("Forwarded counts where it is switched on, and X-Forwarded-For says nothing", () => {
  const config = { "client.FORWARDED": "true", "client.FORWARDED_PROXY": "127.0.0.1" };
  const headers = { forwarded: "for=192.0.2.43:80, for=198.51.100.17;proto=https" };
  assert.equal(client({ headers, config }), "198.51.100.17");
  assert.equal(client({ headers, config: { ...config, "client.FORWARDED": "false" } }), "127.0.0.1");
  assert.equal(client({ headers, config, peer: "10.0.0.1" }), "10.0.0.1");
  assert.equal(client({ headers, config, trusted: ["127.0.0.1"] }), "127.0.0.1");
  const both = { ...config, "client.X_FORWARDED_FOR": "true" };
  assert.equal(client({ headers, config: both }), "198.51.100.17");
  assert.equal(client({ headers: { ...headers, "x-forwarded-for": "10.0.0.7" }, config: both }), "10.0.0.7");
});

test("a listed address may name another client, which must be an address", () => {
  const config = { mayOverwriteClient: "10.0.0.9, 127.0.0.1" };
  assert.equal(client({ config, fields: { client: "192.168.0.7" } }), "192.168.0.7");
  assert.equal(client({ config, fields: { client: "2001:db8::7" } }), "2001:db8::7");
  assert.equal(client({ config, fields: { client: "" } }), "127.0.0.1");
  assert.equal(client({ config, fields: { client: "192.168.0.7" }, peer: "10.0.0.8" }), "10.0.0.8");
  assert.equal(client({ config, fields: { client: "*" }, override: false }), "127.0.0.1");
  for (const wrong of ["*", "vpn", "fe80::1%eth0", ["1.2.3.4"], 7, "1.2.3.4, 1.2.3.5"]) {
    assert.throws(() => client({ config, fields: { client: wrong } }), Refusal);
  }
});
