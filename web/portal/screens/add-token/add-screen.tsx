// Adding a token: loads what there is already, then shows the step that the enrollment has come to.

import { problemFrom } from "../../../shared/api/envelope.ts";
import { ProblemNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { Context } from "../../api/read-context.ts";
import { LoadingPage } from "../../loading-page.tsx";
import { useTexts } from "../../texts/texts.ts";
import { useTokens } from "../../use-tokens.ts";
import { ChooseKind } from "./choose-kind.tsx";
import { ConnectApp } from "./connect-app.tsx";
import { DetailsStep } from "./details-step.tsx";
import { DoneStep } from "./done-step.tsx";
import { isAppKind } from "./kinds.ts";
import { MakePasskey, TryPasskey } from "./make-passkey.tsx";
import { PairApp } from "./pair-app.tsx";
import { ReceiveCode } from "./receive-code.tsx";
import { TryApp } from "./try-app.tsx";
import type { Enrollment } from "./use-enrollment.ts";

type AddScreenProps = { readonly context: Context; readonly enrollment: Enrollment };

export function AddScreen({ context, enrollment }: AddScreenProps) {
  const texts = useTexts();
  const tokens = useTokens();
  const { step } = enrollment.state;
  if (tokens.isPending) return <LoadingPage title={texts.add.title} />;
  if (tokens.isError) {
    return (
      <>
        <PageTitle title={texts.add.title} />
        <ProblemNote problem={problemFrom(tokens.error)} onRetry={() => void tokens.refetch()} />
      </>
    );
  }
  switch (step.at) {
    case "choose":
      return <ChooseKind context={context} tokens={tokens.data} enrollment={enrollment} />;
    case "details":
      return <DetailsStep context={context} kind={step.kind} enrollment={enrollment} />;
    case "make":
      return <MakePasskey context={context} pending={step.pending} enrollment={enrollment} />;
    case "pair":
    case "confirm":
      return <PairApp context={context} step={step} enrollment={enrollment} />;
    case "prove":
      if (step.pending.kind === "fido2") return <TryPasskey pending={step.pending} enrollment={enrollment} />;
      if (step.pending.kind === "motp" || step.pending.kind === "yubico") {
        return <TryApp context={context} step={step} enrollment={enrollment} />;
      }
      return isAppKind(step.pending.kind) ? (
        <ConnectApp context={context} step={step} enrollment={enrollment} />
      ) : (
        <ReceiveCode context={context} step={step} enrollment={enrollment} />
      );
    case "done":
      return (
        <DoneStep
          context={context}
          proven={step.proven}
          first={tokens.data.length <= 1}
          onAnother={() => enrollment.dispatch({ type: "restart" })}
        />
      );
  }
}
