// Draws a QR code as one SVG path: crisp at any size, no image request, nothing inserted as markup.

import encodeQR from "qr";

/** Modules of quiet zone on each side; ISO/IEC 18004 asks for four. */
export const quietZone = 4;

export type QrPath = { readonly size: number; readonly path: string };

/** `size` is the edge in modules, quiet zone included; the path has one unit per module. */
export function qrPath(text: string): QrPath {
  const modules = encodeQR(text, "raw", { ecc: "medium", border: quietZone });
  const path = modules
    .map((row, y) =>
      darkRuns(row)
        .map((run) => `M${run.x} ${y}h${run.length}v1h-${run.length}z`)
        .join(""),
    )
    .join("");
  return { size: modules.length, path };
}

function darkRuns(row: readonly boolean[]): readonly { x: number; length: number }[] {
  const text = row.map((dark) => (dark ? "1" : "0")).join("");
  return [...text.matchAll(/1+/g)].map((run) => ({ x: run.index, length: run[0].length }));
}
