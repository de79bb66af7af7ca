// Whether somebody is signed in, as a pure state machine. The server decides; this is what the page believes.

export type SessionState =
  /** A cookie is there from before; whether it is still good is not known yet. */
  | { readonly at: "unsure" }
  | { readonly at: "in"; readonly username: string }
  | { readonly at: "out"; readonly why: "start" | "expired" | "signed-out"; readonly username: string };

export type SessionEvent =
  | { readonly type: "signed-in"; readonly username: string }
  /** The context was loaded, so the session is good. */
  | { readonly type: "confirmed"; readonly username: string }
  | { readonly type: "expired" }
  | { readonly type: "signed-out" };

export function startSession(cookie: string): SessionState {
  return cookie === "" ? { at: "out", why: "start", username: "" } : { at: "unsure" };
}

export function stepSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case "signed-in":
    case "confirmed":
      return { at: "in", username: event.username };
    case "expired":
      // Somebody who only opens the page with an old cookie has not been thrown out of anything.
      if (state.at === "out") return state;
      return state.at === "unsure"
        ? { at: "out", why: "start", username: "" }
        : { at: "out", why: "expired", username: state.username };
    case "signed-out":
      return { at: "out", why: "signed-out", username: "" };
  }
}
