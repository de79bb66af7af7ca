// Something an administrator wants done: it is running, it went well, or there is a problem to show.

import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useReducer } from "react";
import { type ApiProblem, problemFrom } from "../../shared/api/envelope.ts";
import { personal } from "../session/console-context.tsx";
import { idleDeed, stepDeed } from "./deed-state.ts";

export type Deed = {
  readonly busy: boolean;
  readonly problem: ApiProblem | undefined;
  /** How often it failed: as a key it makes a repeated message a new one, which is spoken again. */
  readonly failures: number;
  /** True when it went well; `done` is then said, and what was read from the server is read anew. */
  readonly run: (deed: () => Promise<unknown>, done?: string) => Promise<boolean>;
  readonly reset: () => void;
};

export function useDeed(): Deed {
  const queries = useQueryClient();
  const [state, dispatch] = useReducer(stepDeed, idleDeed);
  const run = async (deed: () => Promise<unknown>, done?: string) => {
    dispatch({ type: "begun" });
    try {
      await deed();
    } catch (error) {
      dispatch({ type: "failed", problem: problemFrom(error) });
      return false;
    }
    dispatch({ type: "done" });
    if (done !== undefined) {
      // Only the last one: what was done before is old news, and lies over the page.
      notifications.clean();
      notifications.show({ message: done });
    }
    // Not waited for: whoever goes to another page next does not want to see this one change first.
    void queries.invalidateQueries({ queryKey: [personal] });
    return true;
  };
  return { ...state, run, reset: () => dispatch({ type: "reset" }) };
}
