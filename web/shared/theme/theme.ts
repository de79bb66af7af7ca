// Mantine as this product wants it: its shape, its sizes, and the accessibility gaps of the kit closed once.

import { createTheme, defaultVariantColorsResolver, type VariantColorsResolver } from "@mantine/core";
import { amber, dark, gray, pine, red } from "./palette.ts";

const systemFont =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Cantarell, "Helvetica Neue", Arial, sans-serif';

/**
 * Fields are tall enough for a thumb (WCAG 2.5.5). Most are required, so the optional ones say so in their label
 * instead of the others wearing an asterisk.
 */
const field = { defaultProps: { size: "md", withAsterisk: false } } as const;

/**
 * The kit locks scrolling behind a dialog with a style element made at run time, which the content security
 * policy refuses; `base.css` does it with `:has()` instead. The close button's name is set where the language
 * is known, in `AppProvider`.
 */
const dialog = { lockScroll: false, padding: "lg", attributes: { header: { role: "none" } } } as const;

/**
 * On a filled ground the kit chooses black or white from the light scheme's shade alone. Ours differ between the
 * schemes, so what stands on them is a variable too (`css.ts`).
 */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const ours = input.color === undefined || input.color in ownFills;
  return input.variant === "filled" && ours
    ? { ...colors, color: `var(--latch-on-${input.color ?? "pine"})` }
    : colors;
};

const ownFills = { pine, red };

export const theme = createTheme({
  variantColorResolver,
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 4 },
  colors: { pine, red, amber, gray, dark },
  black: gray[9],
  autoContrast: true,
  luminanceThreshold: 0.3,
  respectReducedMotion: true,
  fontFamily: systemFont,
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", "DejaVu Sans Mono", Menlo, monospace',
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.75rem", lineHeight: "1.25" },
      h2: { fontSize: "1.25rem", lineHeight: "1.35" },
      h3: { fontSize: "1.0625rem", lineHeight: "1.4" },
    },
  },
  radius: { xs: "4px", sm: "6px", md: "9px", lg: "14px", xl: "22px" },
  defaultRadius: "md",
  cursorType: "pointer",
  // By name, without `Button.extend`: importing a component here would put it into every app's bundle.
  components: {
    Alert: { defaultProps: { radius: "md" } },
    Button: { defaultProps: { size: "md" } },
    CloseButton: { defaultProps: { size: "lg" } },
    Drawer: { defaultProps: dialog },
    // Its placeholder for the focus is a child that a menu must not have (ARIA 1.2); the first item does better.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { ...dialog, centered: true, radius: "lg" } },
    NativeSelect: field,
    Notification: { defaultProps: { withBorder: true, radius: "md" } },
    NumberInput: field,
    PasswordInput: field,
    Select: field,
    Textarea: field,
    TextInput: field,
  },
});
