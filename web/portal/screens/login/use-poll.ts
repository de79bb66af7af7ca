// Asks the server again and again whether something has happened elsewhere.

import { useEffect, useRef } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import type { PollAnswer } from "../../api/read-login.ts";

/** Every two seconds, later less often: a phone may lie in another room. Milliseconds. */
const pauses = [2000, 2000, 2000, 2000, 2000, 4000, 4000, 4000];
const longPause = 8000;

/**
 * Asks about `subject` until the answer is no longer "open"; with no subject it does not ask. `onAnswer` hears the
 * last answer only. An outage is waited out; an ended session is a rejection.
 */
export function usePoll(
  subject: string | undefined,
  ask: (subject: string) => Promise<PollAnswer>,
  onAnswer: (answer: PollAnswer) => void,
): void {
  const calls = useRef({ ask, onAnswer });
  useEffect(() => {
    calls.current = { ask, onAnswer };
  });
  useEffect(() => {
    if (subject === undefined) return;
    let round = 0;
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const wait = () => {
      timer = setTimeout(() => void once(), pauses[round] ?? longPause);
      round += 1;
    };
    const once = async () => {
      const answer = await calls.current.ask(subject).catch(afterFailure);
      if (stopped) return;
      if (answer === "open") wait();
      else calls.current.onAnswer(answer);
    };
    wait();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [subject]);
}

function afterFailure(error: unknown): PollAnswer {
  return problemFrom(error).kind === "expired" ? "rejected" : "open";
}
