// Writing or changing one policy.

import { useQuery } from "@tanstack/react-query";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { ErrorNote, Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { Policy } from "../../api/read-policy.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { parseActions } from "../../parts/policy-actions.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { emptyPolicy, type PolicyDraft } from "./policy-draft.ts";
import { PolicyForm } from "./policy-form.tsx";

type PolicyScreenProps = {
  /** Of the policy to be changed; undefined for a new one. */
  readonly name: string | undefined;
  /** What a new one begins with. */
  readonly preset: { readonly scope: string; readonly action: string } | undefined;
};

const catalogueStaleMs = 600_000;

export function PolicyScreen({ name, preset }: PolicyScreenProps) {
  const words = useTexts().policies;
  const { server } = useConsole();
  const policies = useQuery({ queryKey: [personal, "policies"], queryFn: server.policies });
  const catalogue = useQuery({
    queryKey: [personal, "catalogue"],
    queryFn: server.catalogue,
    staleTime: catalogueStaleMs,
  });
  const policy = policies.data?.find((each) => each.name === name);
  const error = policies.error ?? catalogue.error;
  const ready = policies.data !== undefined && catalogue.data !== undefined;
  return (
    <>
      <PageTitle title={name === undefined ? words.newTitle : words.editTitle(name)} />
      {error !== null && (
        <ConsoleProblem problem={problemFrom(error)} onRetry={() => void policies.refetch()} />
      )}
      {error === null && !ready && <Waiting />}
      {ready && name !== undefined && policy === undefined && (
        <ErrorNote what={words.gone} next={words.goneNext} />
      )}
      {ready && (name === undefined || policy !== undefined) && (
        <PolicyForm
          key={`${name} ${preset?.scope} ${preset?.action}`}
          start={policy === undefined ? draftFrom(preset) : draftOf(policy)}
          existing={policy}
          names={policies.data.map((each) => each.name)}
          catalogue={catalogue.data}
        />
      )}
    </>
  );
}

function draftOf(policy: Policy): PolicyDraft {
  const { action, ...rest } = policy;
  return { ...emptyPolicy, ...rest, actions: parseActions(action) ?? [] };
}

function draftFrom(preset: PolicyScreenProps["preset"]): PolicyDraft {
  if (preset === undefined) return emptyPolicy;
  const { scope, action } = preset;
  return { ...emptyPolicy, name: action, scope, actions: [{ name: action, value: "true" }] };
}
