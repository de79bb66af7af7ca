// An app on a phone is paired in two steps: it scans who is asking, and then confirms that it is the one.

import { Button, Stack } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { ErrorNote, ProblemNote, Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { QrImage } from "../../../shared/layout/qr-image.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { usePortal } from "../../session/portal-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { usePoll } from "../login/use-poll.ts";
import { ConfirmCode } from "./confirm-code.tsx";
import type { EnrollmentStep } from "./enrollment-state.ts";
import { StopAdding } from "./stop-adding.tsx";
import type { Enrollment } from "./use-enrollment.ts";

type PairStep = Extract<EnrollmentStep, { readonly at: "pair" | "confirm" }>;

type PairAppProps = {
  readonly context: Context;
  readonly step: PairStep;
  readonly enrollment: Enrollment;
};

export function PairApp({ context, step, enrollment }: PairAppProps) {
  return (
    <>
      <Surface>
        {step.at === "pair" ? (
          <Scan step={step} enrollment={enrollment} />
        ) : (
          <Confirm step={step} enrollment={enrollment} />
        )}
      </Surface>
      <StopAdding context={context} pending={step.pending} enrollment={enrollment} />
    </>
  );
}

type Part<At extends PairStep["at"]> = {
  readonly step: Extract<PairStep, { readonly at: At }>;
  readonly enrollment: Enrollment;
};

/** Until the app has introduced itself to the server. */
function Scan({ step, enrollment }: Part<"pair">) {
  const texts = useTexts();
  const { server } = usePortal();
  const { pending, introduced } = step;
  const { busy, problem } = enrollment.state;
  usePoll(introduced ? undefined : pending.serial, server.pollPairing, (answer) =>
    enrollment.paired(pending, answer),
  );
  return (
    <>
      <PageTitle
        title={texts.pairing.scanTitle}
        lead={pending.address === "" ? undefined : texts.pairing.scanLead}
      />
      <Stack align="flex-start">
        <Problem enrollment={enrollment} retry={() => void enrollment.askApp(pending)} />
        {pending.address !== "" && (
          <>
            <QrImage text={pending.address} label={texts.pairing.scanLabel} />
            <OpenInApp address={pending.address} />
          </>
        )}
        {problem === undefined && (busy ? <Waiting /> : <Waiting text={texts.pairing.scanWaiting} />)}
      </Stack>
    </>
  );
}

/** Until the app has answered, or its code was typed. */
function Confirm({ step, enrollment }: Part<"confirm">) {
  const texts = useTexts();
  const { server } = usePortal();
  const { pending, transactionId, question, rejected } = step;
  usePoll(rejected ? undefined : transactionId, server.pollActivation, enrollment.confirmed);
  const scans = question !== "";
  return (
    <>
      <PageTitle
        title={texts.pairing.confirmTitle}
        lead={scans ? texts.pairing.confirmLeadScan : texts.pairing.confirmLead}
      />
      <Stack align="flex-start">
        <Problem enrollment={enrollment} retry={() => void enrollment.askApp(pending)} />
        {scans && !rejected && (
          <>
            <QrImage text={question} label={texts.pairing.confirmLabel} />
            <OpenInApp address={question} />
          </>
        )}
        {!rejected && <Waiting text={texts.pairing.confirmWaiting} />}
        {scans && !rejected && enrollment.mayVerify && <ConfirmCode enrollment={enrollment} />}
      </Stack>
    </>
  );
}

function OpenInApp(props: { readonly address: string }) {
  const texts = useTexts();
  return (
    <Button
      component="a"
      href={props.address}
      variant="default"
      leftSection={<IconExternalLink size={18} aria-hidden />}
    >
      {texts.add.openInApp}
    </Button>
  );
}

function Problem(props: { readonly enrollment: Enrollment; readonly retry: () => void }) {
  const texts = useTexts();
  const { problem, failures } = props.enrollment.state;
  if (problem?.kind === "server") {
    return <ProblemNote key={failures} problem={problem.problem} onRetry={props.retry} />;
  }
  if (problem?.kind !== "rejected") return null;
  const { rejected, rejectedNext } = texts.pairing;
  return <ErrorNote key={failures} what={rejected} next={rejectedNext} onRetry={props.retry} />;
}
