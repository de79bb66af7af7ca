// A real browser for the stories: Debian's Chromium, driven by Playwright.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
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

export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: executable() ?? "",
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
