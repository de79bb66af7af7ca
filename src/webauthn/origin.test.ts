import assert from "node:assert/strict";
import { test } from "node:test";
import { isOurOrigin } from "./origin.ts";

test("pages of the host and of its subdomains are ours over TLS, at any port", () => {
  for (const origin of ["https://example.com", "https://login.example.com", "https://a.b.example.com:8443"]) {
    assert.equal(isOurOrigin(origin, "example.com"), true, origin);
  }
});

test("nobody else's pages are", () => {
  const foreign = [
    "https://badexample.com",
    "https://example.com.evil.net",
    "https://example.org",
    "https://com",
    "http://example.com",
    "http://localhost",
    "ftp://example.com",
    "android:apk-key-hash:abc",
    "null",
    "",
    "https://example.com/",
    "https://example.com/path",
    "https://user@example.com",
    "https://EXAMPLE.com",
    "https://example.com:443",
    "https://example.com.",
    " https://example.com",
    "https://evil.net#.example.com",
  ];
  for (const origin of foreign) assert.equal(isOurOrigin(origin, "example.com"), false, origin);
  assert.equal(isOurOrigin("https://example.com", ""), false);
  assert.equal(isOurOrigin("https://example.com", "com.example"), false);
});

test("for trying things out, localhost needs no TLS", () => {
  assert.equal(isOurOrigin("http://localhost:7460", "localhost"), true);
  assert.equal(isOurOrigin("https://localhost", "localhost"), true);
  assert.equal(isOurOrigin("http://evil.localhost", "localhost"), false);
  assert.equal(isOurOrigin("http://127.0.0.1:7460", "localhost"), false);
});
