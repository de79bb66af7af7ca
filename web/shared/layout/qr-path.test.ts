import assert from "node:assert/strict";
import test from "node:test";
import { qrPath } from "./qr-path.ts";

test("a QR code is a square of modules with a quiet zone of four", () => {
  const { size, path } = qrPath("otpauth://totp/Latchkey:alice?secret=GEZDGNBVGY3TQOJQ");
  // Version n has 17 + 4n modules (ISO/IEC 18004); eight belong to the quiet zone.
  assert.equal((size - 8 - 17) % 4, 0);
  // The first dark run is the upper edge of the finder pattern: seven modules at (4, 4).
  assert.ok(path.startsWith("M4 4h7v1h-7z"));
});
