// The web apps: files that were built ahead, held in memory. A path is looked up, never joined to a folder, so there is
// no way out of it.

import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import type { Reply } from "./call.ts";
import { htmlPage } from "./pages/page.ts";

export interface Site {
  /** `/selfservice/`. */
  readonly mount: string;
  readonly answer: (path: string, headers: { readonly [name: string]: string | undefined }) => Reply;
}

interface Asset {
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly packed: Uint8Array | undefined;
  readonly headers: { readonly [name: string]: string };
}

const contentTypes: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

/** No inline script, no inline style, nothing from elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** The build tool names these files by their content, so they never change. */
const hashed = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

/** Reads a folder. When it is not there, every path explains that the app is not built. */
export function openSite(mount: string, folder: string): Site {
  const assets = readAssets(folder);
  const index = assets.get("index.html");
  if (index === undefined) return { mount, answer: () => notBuilt };
  return {
    mount,
    answer: (path, headers) => {
      const asset = assets.get(path) ?? (extname(path) === "" ? index : undefined);
      return asset === undefined ? missing : replyWith(asset, headers["accept-encoding"] ?? "");
    },
  };
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return new Map(entries.map((entry) => readAsset(folder, join(entry.parentPath, entry.name))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  }
}

function readAsset(folder: string, file: string): readonly [string, Asset] {
  const name = file.slice(join(folder, sep).length).split(sep).join("/");
  const content = readFileSync(file);
  const contentType = contentTypes[extname(name)] ?? "application/octet-stream";
  const packs = /^text|json|svg/.test(contentType) && content.length > 1024;
  const caching = hashed.test(name) ? "public, max-age=31536000, immutable" : "no-cache";
  const headers = { "cache-control": caching, "content-security-policy": policy, vary: "accept-encoding" };
  return [name, { contentType, content, packed: packs ? gzipSync(content) : undefined, headers }];
}

function replyWith(asset: Asset, acceptEncoding: string): Reply {
  const { contentType, content, packed, headers } = asset;
  if (packed === undefined || !/\bgzip\b/.test(acceptEncoding)) {
    return { status: 200, contentType, body: content, headers, audit: "none" };
  }
  return {
    status: 200,
    contentType,
    body: packed,
    headers: { ...headers, "content-encoding": "gzip" },
    audit: "none",
  };
}

const missing: Reply = {
  status: 404,
  contentType: "text/html; charset=utf-8",
  body: htmlPage("404 Not Found", "There is no such file."),
  audit: "none",
};

const notBuilt: Reply = {
  status: 503,
  contentType: "text/html; charset=utf-8",
  body: htmlPage(
    "Not built yet",
    "This web app has not been built. <code>npm start</code> builds it and starts the server.",
  ),
  audit: "none",
};
