// It is enrolled: what the person scans or types, and what is left to do.

import { Button } from "@mantine/core";
import { inGroups } from "../../../shared/language/format.ts";
import { CopyField } from "../../../shared/layout/copy-field.tsx";
import { InfoNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { QrImage } from "../../../shared/layout/qr-image.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import { personName } from "../../api/read-person.ts";
import type { Enrolled } from "../../api/token-calls.ts";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import type { Draft } from "./draft.ts";
import styles from "./enroll.module.css";

type EnrolledViewProps = {
  readonly draft: Draft;
  readonly enrolled: Enrolled;
  readonly onAgain: () => void;
};

export function EnrolledView({ draft, enrolled, onAgain }: EnrolledViewProps) {
  const words = useTexts().enroll;
  const { serial } = enrolled;
  const person = draft.chosen?.person;
  const owner = person === undefined ? words.doneForNobody : words.doneFor(personName(person));
  return (
    <div className={styles.form}>
      <PageTitle title={words.doneTitle(serial)} lead={owner} />
      <Surface>
        <div className={styles.fields}>
          <CopyField label={words.serial} value={serial} />
          <Material draft={draft} enrolled={enrolled} />
        </div>
      </Surface>
      <div className={styles.next}>
        <Button onClick={onAgain}>{words.another}</Button>
        <Button component="a" variant="default" href={addresses.token(serial)}>
          {words.openToken(serial)}
        </Button>
      </div>
    </div>
  );
}

function Material({ draft, enrolled }: Omit<EnrolledViewProps, "onAgain">) {
  const words = useTexts().enroll;
  const { address, key, pairing, seed } = enrolled;
  if (draft.kind === "fido2") return <InfoNote>{words.passkeyNext}</InfoNote>;
  if (pairing !== "") {
    return (
      <>
        <QrImage text={pairing} label={words.pairLabel} />
        <CopyField label={words.pairAddress} value={pairing} />
        <InfoNote>{words.pairNext}</InfoNote>
      </>
    );
  }
  if (address !== "") {
    return (
      <>
        <QrImage text={address} label={words.qrLabel} />
        <CopyField label={words.key} value={key} shown={inGroups(key)} />
        <InfoNote>{words.shownOnce}</InfoNote>
      </>
    );
  }
  if ((draft.kind !== "motp" && draft.kind !== "ocra2") || seed === "") return null;
  return (
    <>
      <CopyField label={words.seedMade} value={seed} />
      <InfoNote>{words.shownOnce}</InfoNote>
    </>
  );
}
