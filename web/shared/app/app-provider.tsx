// Everything both apps stand in: language, theme, the cache of what the server said, and the notifications.

import { MantineProvider, mergeThemeOverrides } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { ApiError } from "../api/envelope.ts";
import { LanguageProvider, useSharedTexts } from "../language/language-provider.tsx";
import type { Texts } from "../texts/texts.ts";
import { theme } from "../theme/theme.ts";
import { ErrorBoundary } from "./error-boundary.tsx";

export function AppProvider(props: { readonly queries: QueryClient; readonly children: ReactNode }) {
  return (
    <QueryClientProvider client={props.queries}>
      <LanguageProvider>
        <ThemeProvider>
          <ErrorBoundary>{props.children}</ErrorBoundary>
        </ThemeProvider>
      </LanguageProvider>
    </QueryClientProvider>
  );
}

/**
 * A read that got no answer is tried once more; one that was refused is not. What changes state is never
 * repeated by itself.
 */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) =>
          count < 1 && error instanceof ApiError && error.problem.kind === "unreachable",
      },
      mutations: { retry: false },
    },
  });
}

/**
 * The style elements that the kit would make at run time are off: the content security policy allows style
 * sheets from the server only, and `virtual:theme.css` has what they would say.
 */
function ThemeProvider(props: { readonly children: ReactNode }) {
  const texts = useSharedTexts();
  const named = useMemo(() => mergeThemeOverrides(theme, { components: namesFor(texts) }), [texts]);
  return (
    <MantineProvider
      theme={named}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {props.children}
      <Notifications position="bottom-center" />
    </MantineProvider>
  );
}

/** The kit's unnamed buttons get names, in the language of the page (WCAG 4.1.2). */
function namesFor(texts: Texts) {
  const close = { defaultProps: { closeButtonProps: { "aria-label": texts.close } } };
  return {
    Modal: close,
    Drawer: close,
    Notification: close,
    Alert: { defaultProps: { closeButtonLabel: texts.close } },
    PasswordInput: {
      defaultProps: { visibilityToggleButtonProps: { "aria-label": texts.showText, tabIndex: 0 } },
    },
  };
}
