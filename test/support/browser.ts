// A real browser for the stories: Debian's Chromium, driven by Playwright.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Why there is none on this machine, or undefined. */
export function browserMissing(): string | undefined {
  return executable() === undefined ? "no Chromium (Debian package chromium)" : undefined;
}

function executable(): string | undefined {
  return paths.find((path) => existsSync(path));
}

/** `within`: the words after which it is started, if it has to run somewhere else. */
export async function openBrowser(within: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: startingWithin(within, executable() ?? ""),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A script that starts it there, as Playwright takes nothing but a file. */
function startingWithin(within: readonly string[], program: string): string {
  if (within.length === 0) return program;
  const folder = mkdtempSync(join(tmpdir(), "latchkey-browser-"));
  const script = join(folder, "chromium");
  writeFileSync(script, `#!/bin/sh\nexec ${within.join(" ")} ${program} "$@"\n`, { mode: 0o755 });
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return script;
}

export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, locale: "en-US" };
export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  locale: "de-DE",
  colorScheme: "dark",
};

/** What axe finds on the page as it is, one line each; nothing is what we want. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Fading in is no fault of contrast; what turns while somebody waits never ends.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== "running" || effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
      ),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** A script that fails, or anything that the page's own policy refuses to load or run, fails the test. */
export function watch(page: Page): void {
  page.on("pageerror", (error) => assert.fail(`the page failed: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) assert.fail(message.text());
  });
}
