// Turns the theme into CSS custom properties, and adds our own names for what a colour is for. The names
// starting with `--latch-` are the design tokens that our own style sheets use.

import {
  type ConvertCSSVariablesInput,
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import { amber, dark, gray, pine, red } from "./palette.ts";
import { theme } from "./theme.ts";

const full = mergeMantineTheme(DEFAULT_THEME, theme);
const { white, black } = full;

/** What the kit calls its colours, corrected where its own choice is too faint to read (WCAG 1.4.3, 1.4.11). */
const light = {
  "--mantine-color-dimmed": gray[6],
  "--mantine-color-placeholder": gray[6],
  "--mantine-color-error": red[7],
  "--mantine-color-success": pine[7],
  "--mantine-color-default-border": gray[5],
  "--mantine-color-disabled-color": gray[6],
  "--latch-page": gray[1],
  "--latch-surface": white,
  "--latch-sunken": gray[0],
  "--latch-line": gray[3],
  "--latch-ink": black,
  "--latch-ink-soft": gray[7],
  "--latch-accent": pine[7],
  "--latch-accent-soft": pine[1],
  "--latch-on-accent": white,
  "--latch-on-pine": white,
  "--latch-on-red": white,
  "--latch-danger": red[7],
  "--latch-danger-soft": red[1],
  "--latch-caution": amber[8],
  "--latch-caution-soft": amber[1],
};

const night = {
  "--mantine-color-body": dark[7],
  "--mantine-color-dimmed": dark[1],
  "--mantine-color-placeholder": dark[2],
  "--mantine-color-error": red[3],
  "--mantine-color-success": pine[3],
  "--mantine-color-default-border": dark[3],
  "--mantine-color-disabled-color": dark[2],
  "--mantine-color-red-filled": red[4],
  "--mantine-color-red-filled-hover": red[3],
  "--mantine-color-red-text": red[3],
  "--mantine-color-pine-light": "#17362d",
  "--mantine-color-pine-light-hover": "#1d4338",
  "--mantine-color-red-light": "#3d1c1a",
  "--mantine-color-red-light-hover": "#4c2320",
  "--mantine-color-amber-light": "#382b12",
  "--mantine-color-amber-light-hover": "#473717",
  "--mantine-color-gray-light": dark[6],
  "--mantine-color-gray-light-hover": dark[5],
  "--latch-page": dark[8],
  "--latch-surface": dark[7],
  "--latch-sunken": dark[8],
  "--latch-line": dark[5],
  "--latch-ink": dark[0],
  "--latch-ink-soft": dark[1],
  "--latch-accent": pine[3],
  "--latch-accent-soft": "#16322a",
  "--latch-on-accent": dark[9],
  "--latch-on-pine": dark[9],
  "--latch-on-red": dark[9],
  "--latch-danger": red[3],
  "--latch-danger-soft": "#3a1a19",
  "--latch-caution": amber[2],
  "--latch-caution-soft": "#33270f",
};

/** Every custom property, for both schemes: what the style sheet says and what the contrast test reads. */
export function themeVariables(): ConvertCSSVariablesInput {
  const kit = defaultCssVariablesResolver(full);
  return {
    variables: kit.variables,
    light: { ...kit.light, ...defined(light) },
    dark: { ...kit.dark, ...defined(night) },
  };
}

export function themeCss(): string {
  return convertCssVariables(themeVariables());
}

function defined(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
