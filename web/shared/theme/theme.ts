// Mantine as this product wants it: its shape, its sizes, and the accessibility gaps of the kit closed once.

import { createTheme } from "@mantine/core";
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
const dialog = { defaultProps: { lockScroll: false, centered: true, radius: "lg", padding: "lg" } } as const;

export const theme = createTheme({
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
    Drawer: { defaultProps: { lockScroll: false, padding: "lg" } },
    Modal: dialog,
    NativeSelect: field,
    NumberInput: field,
    PasswordInput: field,
    Select: field,
    Textarea: field,
    TextInput: field,
  },
});
