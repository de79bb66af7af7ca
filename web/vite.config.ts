// Builds the two web apps, each below its own address: the portal at /selfservice/, the console at /manage/.
// `vite build` builds both. `vite --mode console` (or `--mode portal`) serves one for development and hands
// API calls to a server on port 7460.

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build, defineConfig, type InlineConfig, type Plugin } from "vite";
import { themeCss } from "./shared/theme/css.ts";

const base = { portal: "/selfservice/", console: "/manage/" } as const;
type App = keyof typeof base;

const apiPaths = [
  "/userservice",
  "/admin",
  "/system",
  "/audit",
  "/monitoring",
  "/reporting",
  "/validate",
  "/tools",
  "/api",
  "/healthcheck",
];

/**
 * Writes the theme's CSS custom properties into the style sheet at build time. Mantine would otherwise put
 * them into the page as an inline `<style>`, which the content security policy forbids.
 */
function themeStyleSheet(): Plugin {
  const id = "virtual:theme.css";
  return {
    name: "latchkey-theme",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) => (resolved === `\0${id}` ? themeCss() : undefined),
  };
}

function configOf(app: App): InlineConfig {
  return {
    configFile: false,
    root: fileURLToPath(new URL(app, import.meta.url)),
    base: base[app],
    plugins: [react(), themeStyleSheet()],
    // Nothing is inlined: the policy allows scripts, styles and fonts from the server only.
    build: {
      outDir: fileURLToPath(new URL(`../build/web/${app}`, import.meta.url)),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: { proxy: Object.fromEntries(apiPaths.map((path) => [path, "http://127.0.0.1:7460"])) },
  };
}

export default defineConfig(({ command, mode }) => {
  if (command === "serve") return configOf(mode === "console" ? "console" : "portal");
  return {
    ...configOf("portal"),
    builder: {
      async buildApp(builder) {
        const portal = builder.environments.client;
        if (portal !== undefined) await builder.build(portal);
        await build(configOf("console"));
      },
    },
  };
});
