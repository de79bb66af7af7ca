// QR codes that a camera can read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import decodeQR from "qr/decode.js";
import { qrImg, qrPng, qrReply } from "./qr-image.ts";

interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Unpacks our own kind of PNG: one bit per pixel, no filters. */
function pixels(png: Uint8Array): Picture {
  const bytes = Buffer.from(png);
  const size = bytes.readUInt32BE(16);
  const at = bytes.indexOf("IDAT");
  const rows = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)));
  const stride = 1 + Math.ceil(size / 8);
  const data = new Uint8Array(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const white = ((rows[y * stride + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1;
      data.fill(white ? 255 : 0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return { width: size, height: size, data };
}

test("what is written is what is read", () => {
  for (const text of [
    "otpauth://totp/ada?secret=GEZDGNBVGY3TQOJQ&issuer=Latchkey",
    "ä€😀",
    "x".repeat(1500),
  ]) {
    assert.equal(decodeQR(pixels(qrPng(text)!)), text);
  }
});

test("what does not fit gives no picture instead of an error", () => {
  assert.equal(qrPng("x".repeat(5000)), undefined);
  assert.equal(qrImg("x".repeat(5000)), "");
  assert.equal(qrPng(""), undefined);
});

test("the element is LinOTP's, and nothing can be smuggled into it", () => {
  assert.match(
    qrImg("a"),
    /^<img id="challenge_qrcode" +width=200 src="data:image\/png;base64,[A-Za-z0-9+/=]+"\/>$/,
  );
  const smuggled = qrImg("a", { width: '1" onload="x', alt: '"><script>' });
  assert.doesNotMatch(smuggled, /onload|<script/);
});

test("the parameter qr says how the answer looks", () => {
  const question = { text: "a", look: {}, detail: { message: "<b>", serial: "S1" }, audit: "none" } as const;
  assert.equal(qrReply({ ...question, form: "png" }).contentType, "image/png");
  assert.match(String(qrReply({ ...question, form: "img" }).body), /^<img/);
  assert.match(
    String(qrReply({ ...question, form: "html" }).body),
    /<ul id="challenge_data"><li>message: .*&#60;b&#62;/,
  );
});
