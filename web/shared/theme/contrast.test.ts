// Every pair of colours that meets on a page, against WCAG 2.2: 4.5:1 for text (1.4.3), 3:1 for edges of
// fields and for focus rings (1.4.11).

import assert from "node:assert/strict";
import test from "node:test";
import { themeVariables } from "./css.ts";

const text = 4.5;
const edge = 3;

const pairs: readonly (readonly [string, string, number])[] = [
  ["--latch-ink", "--latch-page", text],
  ["--latch-ink", "--latch-surface", text],
  ["--latch-ink", "--latch-sunken", text],
  ["--latch-ink", "--latch-accent-soft", text],
  ["--latch-ink", "--latch-danger-soft", text],
  ["--latch-ink", "--latch-caution-soft", text],
  ["--latch-ink-soft", "--latch-page", text],
  ["--latch-ink-soft", "--latch-surface", text],
  ["--latch-ink-soft", "--latch-sunken", text],
  ["--latch-accent", "--latch-page", text],
  ["--latch-accent", "--latch-surface", text],
  ["--latch-accent", "--latch-accent-soft", text],
  ["--latch-on-accent", "--latch-accent", text],
  ["--latch-danger", "--latch-surface", text],
  ["--latch-danger", "--latch-danger-soft", text],
  ["--latch-caution", "--latch-surface", text],
  ["--latch-caution", "--latch-caution-soft", text],
  ["--mantine-color-dimmed", "--latch-page", text],
  ["--mantine-color-dimmed", "--mantine-color-body", text],
  ["--mantine-color-placeholder", "--mantine-color-default", text],
  ["--mantine-color-error", "--mantine-color-body", text],
  ["--mantine-color-disabled-color", "--mantine-color-disabled", edge],
  ["--latch-on-pine", "--mantine-color-pine-filled", text],
  ["--latch-on-pine", "--mantine-color-pine-filled-hover", text],
  ["--latch-on-red", "--mantine-color-red-filled", text],
  ["--latch-on-red", "--mantine-color-red-filled-hover", text],
  ["--mantine-primary-color-light-color", "--mantine-primary-color-light", text],
  ["--mantine-color-red-light-color", "--mantine-color-red-light", text],
  ["--mantine-color-amber-light-color", "--mantine-color-amber-light", text],
  ["--mantine-color-gray-light-color", "--mantine-color-gray-light", text],
  ["--mantine-color-anchor", "--mantine-color-body", text],
  ["--mantine-color-default-border", "--mantine-color-body", edge],
];

for (const scheme of ["light", "dark"] as const) {
  const variables = themeVariables();
  const values: Readonly<Record<string, string>> = { ...variables.variables, ...variables[scheme] };

  test(`the ${scheme} scheme keeps the contrast that WCAG asks for`, () => {
    const faint = pairs.flatMap(([front, back, wanted]) => {
      const ratio = contrast(colour(front), colour(back));
      return ratio >= wanted ? [] : [`${front} on ${back}: ${ratio.toFixed(2)} < ${wanted}`];
    });
    assert.deepEqual(faint, []);
  });

  function colour(name: string): string {
    const value = values[name] ?? assert.fail(`no ${name}`);
    const other = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
    return other === undefined ? value : colour(other);
  }
}

/** WCAG 2.2, definition of contrast ratio. */
function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(value: string): number {
  const [r, g, b] = channels(value).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function channels(value: string): readonly number[] {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(value);
  if (short !== null) return short.slice(1).map((digit) => Number.parseInt(digit + digit, 16));
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(value);
  if (long !== null) return long.slice(1).map((pair) => Number.parseInt(pair, 16));
  const written = /^rgba?\((\d+), ?(\d+), ?(\d+)/.exec(value) ?? assert.fail(`cannot read ${value}`);
  return written.slice(1).map(Number);
}
