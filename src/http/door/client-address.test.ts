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
  assert.equal(client({ headers: forwarded, trusted: ["127.0.0.0/8"] }), "10.1.2.3");
  assert.equal(client({ headers: forwarded, trusted: ["10.0.0.0/8"] }), "127.0.0.1");
  const from = (value: string): string =>
    client({ headers: { "x-forwarded-for": value }, trusted: ["127.0.0.1"] });
  assert.equal(from("2001:db8::1"), "2001:db8::1");
  assert.equal(from("[2001:db8::1]:443"), "2001:db8::1");
  assert.equal(from("10.0.0.1:443"), "10.0.0.1");
  assert.equal(from(" , 10.0.0.2"), "10.0.0.2");
  assert.equal(from("::ffff:10.0.0.3"), "10.0.0.3");
});

test("a trusted proxy that names nonsense is refused", () => {
  assert.throws(() => client({ headers: { "x-forwarded-for": "unknown" }, trusted: ["127.0.0.1"] }), Refusal);
});

test("the settings name proxies when the start did not", () => {
  const config = { "client.X_FORWARDED_FOR": "true", "client.FORWARDED_PROXY": "10.0.0.1, 127.0.0.0/8" };
  assert.equal(client({ headers: forwarded, config }), "10.1.2.3");
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

test("the Forwarded header is understood", () => {
  const config = { "client.FORWARDED": "true", "client.FORWARDED_PROXY": "127.0.0.1" };
  const from = (value: string): string => client({ headers: { forwarded: value }, config });
  assert.equal(from("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60");
  assert.equal(from('For="[2001:db8:cafe::17]:4711"'), "2001:db8:cafe::17");
  assert.equal(from("for=192.0.2.43:80, for=198.51.100.17"), "192.0.2.43");
});

test("a listed address may name another client, which must be an address", () => {
  const config = { mayOverwriteClient: "10.0.0.9, 127.0.0.1" };
  assert.equal(client({ config, fields: { client: "192.168.0.7" } }), "192.168.0.7");
  assert.equal(client({ config, fields: { client: "2001:db8::7" } }), "2001:db8::7");
  assert.equal(client({ config, fields: { client: "" } }), "127.0.0.1");
  assert.equal(client({ config, fields: { client: "192.168.0.7" }, peer: "10.0.0.8" }), "10.0.0.8");
  assert.equal(client({ config, fields: { client: "*" }, override: false }), "127.0.0.1");
  for (const wrong of ["*", "vpn", ["1.2.3.4"], 7, "1.2.3.4, 1.2.3.5"]) {
    assert.throws(() => client({ config, fields: { client: wrong } }), Refusal);
  }
});
