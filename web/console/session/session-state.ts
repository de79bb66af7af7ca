// Whether an administrator is signed in, as a pure state machine. The server decides; this is what the page believes.

export type SessionState =
  | { readonly at: "in"; readonly username: string }
  | { readonly at: "out"; readonly why: "start" | "expired" | "signed-out"; readonly username: string };

export type SessionEvent =
  | { readonly type: "signed-in"; readonly username: string }
  | { readonly type: "expired" }
  | { readonly type: "signed-out" };

/** `csrf`: the cookie of an earlier visit; `username` is remembered from then. */
export function startSession(csrf: string, username: string): SessionState {
  return csrf !== "" && username !== "" ? { at: "in", username } : { at: "out", why: "start", username };
}

export function stepSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case "signed-in":
      return { at: "in", username: event.username };
    case "expired":
      // Several calls may come back with the same news.
      return state.at === "out" ? state : { at: "out", why: "expired", username: state.username };
    case "signed-out":
      return { at: "out", why: "signed-out", username: state.username };
  }
}
