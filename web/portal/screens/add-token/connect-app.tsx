// Brings the seed into an app by QR code, link or typed key, and has a first code prove that it arrived.

import { Button } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { inGroups } from "../../../shared/language/format.ts";
import { CopyField } from "../../../shared/layout/copy-field.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { QrImage } from "../../../shared/layout/qr-image.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { useTexts } from "../../texts/texts.ts";
import styles from "./add-token.module.css";
import { keyOf } from "./otpauth.ts";
import { ProveForm, type ProveStep } from "./prove-form.tsx";
import { StopAdding } from "./stop-adding.tsx";
import type { Enrollment } from "./use-enrollment.ts";

type ConnectAppProps = {
  readonly context: Context;
  readonly step: ProveStep;
  readonly enrollment: Enrollment;
};

export function ConnectApp({ context, step, enrollment }: ConnectAppProps) {
  const texts = useTexts();
  const { pending } = step;
  return (
    <>
      <PageTitle title={texts.add.scanTitle} />
      <Surface>
        <ol className={styles.steps}>
          <li>
            <h2>{texts.add.scanStep}</h2>
            <Seed address={pending.address} kind={pending.kind === "hmac" ? "hmac" : "totp"} />
          </li>
          <li>
            {enrollment.mayVerify ? (
              <>
                <h2>{texts.add.proveStep}</h2>
                <p className={styles.hint}>{texts.add.proveHint}</p>
                <ProveForm step={step} enrollment={enrollment} next={texts.add.proveWrongNext} />
              </>
            ) : (
              <>
                <p>{texts.add.noProof}</p>
                <Button onClick={() => enrollment.dispatch({ type: "finished" })}>{texts.add.prove}</Button>
              </>
            )}
          </li>
        </ol>
      </Surface>
      <StopAdding context={context} pending={pending} enrollment={enrollment} />
    </>
  );
}

function Seed(props: { readonly address: string; readonly kind: "totp" | "hmac" }) {
  const texts = useTexts();
  const key = keyOf(props.address);
  return (
    <>
      <p className={styles.hint}>{texts.add.scanHint}</p>
      <div className={styles.seed}>
        <QrImage text={props.address} label={texts.add.scanLabel} />
        <div className={styles.otherWays}>
          <Button
            component="a"
            href={props.address}
            variant="default"
            leftSection={<IconExternalLink size={18} aria-hidden />}
          >
            {texts.add.openInApp}
          </Button>
          <details className={styles.details}>
            <summary>{texts.add.cannotScan}</summary>
            <CopyField label={texts.add.keyLabel} value={key} shown={inGroups(key)} />
            <p className={styles.hint}>{texts.add.keyHint[props.kind]}</p>
          </details>
        </div>
      </div>
    </>
  );
}
