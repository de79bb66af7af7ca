// Where the focus goes when an action on a token is over: back to that token, or to the heading if it is gone.
// The kit cannot do it: what opened the dialog was an item of a menu that is no longer there.

import { useEffect, useRef } from "react";
import type { ActionState } from "./action-state.ts";

/** The id of a token's card. */
export function cardId(serial: string): string {
  return `token-${serial}`;
}

export function useFocusReturn(state: ActionState): void {
  const last = useRef<string>(undefined);
  const serial = state.at === "open" ? state.token.serial : undefined;
  useEffect(() => {
    const before = last.current;
    last.current = serial;
    if (before === undefined || serial !== undefined) return;
    // A frame later the dialog has let go of the focus.
    const frame = requestAnimationFrame(() => placeFor(before)?.focus());
    return () => cancelAnimationFrame(frame);
  }, [serial]);
}

function placeFor(serial: string): HTMLElement | null {
  const card = document.getElementById(cardId(serial));
  return card?.querySelector<HTMLElement>("button[aria-haspopup]") ?? card ?? document.querySelector("h1");
}
