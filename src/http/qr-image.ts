// QR codes as pictures: PNG, because LinOTP's clients show them in <img> elements (contract 01 section 2).

import { crc32, deflateSync } from "node:zlib";
import { encodeQR } from "qr";
import { type Fields, optional, text } from "../core/fields.ts";
import { refuse } from "../core/problem.ts";
import type { Reply } from "./call.ts";
import { escapeHtml } from "./pages/page.ts";

export interface Look {
  /** Pixels on the page, digits only. */
  readonly width?: string;
  readonly alt?: string;
}

const pixelsPerModule = 4;
const quietModules = 4;
/** The largest code holds 2953 bytes with the lowest error correction (ISO/IEC 18004). */
const mostBytes = 2331;

/** An <img> element; empty when the text does not fit into a QR code. */
export function qrImg(content: string, look: Look = {}): string {
  const png = qrPng(content);
  if (png === undefined) return "";
  const width = /^\d{1,4}$/.test(look.width ?? "") ? look.width : "200";
  const alt = look.alt === undefined ? "" : `alt="${escapeHtml(look.alt)}"`;
  const source = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  return `<img id="challenge_qrcode" ${alt} width=${width} src="${source}"/>`;
}

/** Undefined when the text does not fit. */
export function qrPng(content: string): Uint8Array | undefined {
  if (content === "" || Buffer.byteLength(content) > mostBytes) return undefined;
  const modules = encodeQR(content, "raw", { ecc: "medium", border: quietModules });
  return png(modules, pixelsPerModule);
}

export interface QrQuestion {
  /** Value of the parameter `qr`: `img` or `embed`, `png`, anything else. */
  readonly form: string;
  readonly text: string;
  readonly look: Look;
  /** Listed below the picture on a page. */
  readonly detail: { readonly [name: string]: unknown };
  readonly audit: Reply["audit"];
}

/** What the parameters `qr`, `width` and `alt` ask for; undefined without the first. */
export function pictureWanted(fields: Fields): Pick<QrQuestion, "form" | "look"> | undefined {
  if (!fields.has("qr")) return undefined;
  const width = optional(fields, "width");
  const alt = optional(fields, "alt");
  const look = { ...(width === undefined ? {} : { width }), ...(alt === undefined ? {} : { alt }) };
  return { form: text(fields, "qr") ?? "", look };
}

/** The answer to a request with the parameter `qr`. */
export function qrReply({ form, text: shown, look, detail, audit }: QrQuestion): Reply {
  const image = qrPng(shown);
  if (image === undefined) throw refuse("This text does not fit into a QR code.");
  if (form === "png") return { status: 200, contentType: "image/png", body: image, audit };
  const element = qrImg(shown, look);
  const body = form === "img" || form === "embed" ? element : page(element, detail);
  return { status: 200, contentType: "text/html; charset=utf-8", body, headers: pictureHeaders, audit };
}

const pictureHeaders = {
  "content-security-policy": "default-src 'none'; img-src data:; frame-ancestors 'none'",
};

function page(image: string, detail: QrQuestion["detail"]): string {
  const entries = Object.entries(detail).map(([name, value]) => {
    const shown = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    return `<li>${escapeHtml(name)}: <span class="${escapeHtml(name)}">${escapeHtml(shown)}</span></li>`;
  });
  return `<!doctype html>\n<html lang="en"><title>QR code</title>${image}<ul id="challenge_data">${entries.join("")}</ul></html>\n`;
}

/** One bit per pixel, greyscale (RFC 2083). */
function png(modules: readonly (readonly boolean[])[], scale: number): Uint8Array {
  const size = modules.length * scale;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = modules.flatMap((row) => Array<Buffer>(scale).fill(pixelRow(row, scale)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.concat(rows));
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A filter byte, then the pixels; white is 1. */
function pixelRow(row: readonly boolean[], scale: number): Buffer {
  const bytes = Buffer.alloc(1 + Math.ceil((row.length * scale) / 8), 0xff);
  bytes[0] = 0;
  for (let pixel = 0; pixel < row.length * scale; pixel++) {
    const dark = row[Math.floor(pixel / scale)] === true;
    const at = 1 + (pixel >> 3);
    if (dark) bytes[at] = (bytes[at] ?? 0) & ~(0x80 >> (pixel & 7));
  }
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
