// How far what proxies say is believed: chains of them, and callers who write the beginning of the chain themselves.

import assert from "node:assert/strict";
import { SocketAddress } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { readAddress, readForwarded, readForwardedFor, trace } from "./forwarded.ts";

const proxies = new Set(["10.0.0.1", "10.0.0.2", "2001:db8::1"]);
const isProxy = (address: string) => proxies.has(address);
const follow = (header: string, peer = "10.0.0.1") => trace(peer, readForwardedFor(header), isProxy);
const found = (address: string) => ({ address, broken: false });

const proxy = fc.constantFrom(...proxies);
const stranger = fc
  .oneof(fc.ipV4(), fc.ipV6())
  .map((address) => readAddress(address) ?? "192.0.2.1")
  .filter((address) => !isProxy(address));
const garbage = fc
  .oneof(
    fc.constantFrom(
      "unknown",
      "_hidden",
      "localhost",
      "unix:",
      "1.2.3",
      "1.2.3.4.5",
      "10.0.0.1/8",
      "[",
      "::1]",
    ),
    fc.string({ minLength: 1 }),
  )
  .filter((text) => text.trim() !== "" && !text.includes(",") && readForwardedFor(text)[0] === undefined);
/** What a caller sends for a proxy that appends to find. */
const anything = fc.oneof(
  fc.string(),
  fc.array(fc.oneof(stranger, proxy, garbage)).map((all) => all.join()),
);

test("the address is the last one that no trusted proxy has", () => {
  assert.deepEqual(follow("192.0.2.7"), found("192.0.2.7"));
  assert.deepEqual(follow("203.0.113.9, 192.0.2.7"), found("192.0.2.7"));
  assert.deepEqual(follow("203.0.113.9, 192.0.2.7, 10.0.0.2"), found("192.0.2.7"));
  assert.deepEqual(follow("192.0.2.7, 2001:DB8::1, 10.0.0.2"), found("192.0.2.7"));
  assert.deepEqual(follow("192.0.2.7", "203.0.113.1"), found("203.0.113.1"));
});

test("where all are trusted, the first one asked; where none is named, the proxy itself", () => {
  assert.deepEqual(follow("2001:db8::1, 10.0.0.2"), found("2001:db8::1"));
  for (const nothing of ["", " ", ",", " , ,"]) assert.deepEqual(follow(nothing), found("10.0.0.1"));
});

test("whatever a caller sends, an appending chain of trusted proxies shows his own address", () => {
  fc.assert(
    fc.property(fc.tuple(anything, stranger, fc.array(proxy), proxy), ([sent, caller, between, peer]) => {
      const header = [sent, caller, ...between].join(", ");
      assert.deepEqual(follow(header, peer), found(caller));
      assert.deepEqual(follow(sent, caller), found(caller));
    }),
  );
});

test("what is no address ends the trace at the proxy that said it", () => {
  fc.assert(
    fc.property(fc.tuple(anything, garbage, fc.array(proxy), proxy), ([sent, nonsense, between, peer]) => {
      const header = [sent, nonsense, ...between].join(",");
      assert.deepEqual(follow(header, peer), { address: between[0] ?? peer, broken: true });
    }),
  );
});

test("a port and another spelling change nothing", () => {
  assert.deepEqual(readForwardedFor("192.0.2.7:443, [2001:db8::7]:443, [2001:db8::7], 2001:DB8:0::7"), [
    "192.0.2.7",
    "2001:db8::7",
    "2001:db8::7",
    "2001:db8::7",
  ]);
  assert.deepEqual(readForwardedFor("::ffff:192.0.2.7, ::FFFF:c000:207"), ["192.0.2.7", "192.0.2.7"]);
  fc.assert(
    fc.property(stranger, fc.nat(65_535), (address, port) => {
      const full = address.includes(":") ? `[${address.toUpperCase()}]:${port}` : `${address}:${port}`;
      assert.deepEqual(readForwardedFor(full), [address]);
      assert.deepEqual(readForwarded(`proto=https;For="${full}"`), [address]);
    }),
  );
});

test("an address that nearly is one is none", () => {
  const wrong = [
    "[192.0.2.7]",
    "192.0.2.7:",
    "192.0.2.7:a",
    "192.0.2.07",
    "0x7f000001",
    "fe80::1%eth0",
    "[::1]:x",
  ];
  for (const text of wrong) assert.deepEqual(readForwardedFor(text), [undefined], text);
});

test("every address has one spelling, whatever else is read as one", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
      const address = readAddress(text);
      if (address === undefined) return;
      assert.equal(readAddress(address), address);
      assert.doesNotThrow(
        () => new SocketAddress({ address, family: address.includes(":") ? "ipv6" : "ipv4" }),
      );
    }),
  );
});

test("Forwarded is understood, and an element that is not well-formed is no address", () => {
  assert.deepEqual(readForwarded("for=192.0.2.60;proto=http;by=203.0.113.43"), ["192.0.2.60"]);
  assert.deepEqual(readForwarded('For="[2001:db8:cafe::17]:4711", FOR=192.0.2.43:80'), [
    "2001:db8:cafe::17",
    "192.0.2.43",
  ]);
  const wrong = [
    "for=unknown",
    "for=_hidden",
    "by=1.2.3.4",
    'for="192.0.2.7',
    "for=1.2.3.4;for=1.2.3.5",
    "for =1.2.3.4",
  ];
  for (const element of wrong) assert.deepEqual(readForwarded(element), [undefined], element);
});

test("a host name with commas and quotes names nobody", () => {
  const header = (host: string) => `for=192.0.2.7;host="${host}"`;
  for (const host of ["a,for=10.9.9.9", "a, for=10.9.9.9;x=", 'a\\", for=10.9.9.9;x=\\"y']) {
    assert.ok(!readForwarded(header(host)).at(-1)?.startsWith("10."), host);
  }
});
