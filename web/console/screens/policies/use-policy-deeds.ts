// Saving and removing policies. Where the server fears that nobody could change anything afterwards, it says so, and
// whoever is sure may insist.

import type { ApiProblem } from "../../../shared/api/envelope.ts";
import type { Policy } from "../../api/read-policy.ts";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";

/** The misspelling is LinOTP's. */
const lockoutSentence = "potential lockout";

/** The server's warning that nobody could change the policies any more. */
export function lockoutIn(problem: ApiProblem | undefined): string | undefined {
  if (problem === undefined || !("message" in problem)) return undefined;
  return problem.message.includes(lockoutSentence) ? problem.message : undefined;
}

export function usePolicyDeeds() {
  const { server } = useConsole();
  const words = useTexts().policies.done;
  const deed = useDeed();
  return {
    deed,
    lockout: lockoutIn(deed.problem),
    save: (policy: Policy, enforce: boolean) =>
      deed.run(() => server.savePolicy(policy, enforce), words.saved),
    remove: (name: string, enforce: boolean) =>
      deed.run(() => server.removePolicy(name, enforce), words.removed(name)),
    toggle: (policy: Policy, enforce: boolean) =>
      deed.run(
        () => server.savePolicy({ ...policy, active: !policy.active }, enforce),
        policy.active ? words.off(policy.name) : words.on(policy.name),
      ),
  };
}
