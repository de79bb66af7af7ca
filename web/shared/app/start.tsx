// Starts an app in the page.

import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";

export function start(app: ReactNode): void {
  const place = document.getElementById("app");
  if (place === null) throw new Error("The page has no element with the id `app`.");
  createRoot(place).render(<StrictMode>{app}</StrictMode>);
}
