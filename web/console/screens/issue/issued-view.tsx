// It is issued: what to hand over, shown this once, to be copied or printed.

import { Button } from "@mantine/core";
import { IconPrinter, IconTicket } from "@tabler/icons-react";
import { formatMoment, inGroups } from "../../../shared/language/format.ts";
import { useLanguage } from "../../../shared/language/language-provider.tsx";
import { CopyField } from "../../../shared/layout/copy-field.tsx";
import { InfoNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { QrImage } from "../../../shared/layout/qr-image.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import { useReach } from "../../access-points/use-reach.ts";
import { personName } from "../../api/read-person.ts";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import styles from "./issue.module.css";
import type { Issued } from "./issue.ts";
import { portalAddress } from "./portal-address.ts";
import { Slip } from "./slip.tsx";

type IssuedViewProps = { readonly issued: Issued; readonly onAgain: () => void };

export function IssuedView({ issued, onAgain }: IssuedViewProps) {
  const texts = useTexts().issue;
  const { language } = useLanguage();
  const { draft, enrolled, until } = issued;
  const reach = useReach(draft.opens === "both" ? { serial: enrolled.serial } : undefined);
  const person = draft.chosen?.person;
  if (person === undefined) return null;
  return (
    <>
      <PageTitle title={texts.issuedTitle(personName(person))} lead={texts.issuedLead[draft.channel]} />
      <div className={styles.result}>
        <Surface label={texts.handOver}>
          <div className={styles.fields}>
            <CopyField label={texts.portalAddress} value={portalAddress()} />
            <CopyField label={texts.username} value={person.login} />
            <Material issued={issued} />
            {reach !== undefined && <p className={styles.words}>{texts.reaches(reach)}</p>}
            <p className={styles.words}>
              {texts.holds(formatMoment(new Date(until).toISOString(), language), draft.uses)}
            </p>
          </div>
        </Surface>
        <div className={styles.next}>
          <Button onClick={() => window.print()} leftSection={<IconPrinter size={20} aria-hidden />}>
            {texts.print}
          </Button>
          <Button variant="default" onClick={onAgain} leftSection={<IconTicket size={20} aria-hidden />}>
            {texts.another}
          </Button>
          <Button component="a" variant="subtle" href={addresses.token(enrolled.serial)}>
            {texts.openToken(enrolled.serial)}
          </Button>
        </div>
      </div>
      <Slip issued={issued} />
    </>
  );
}

function Material({ issued }: { readonly issued: Issued }) {
  const texts = useTexts().issue;
  const { draft, enrolled, secret } = issued;
  switch (draft.kind) {
    case "pw":
      return (
        <>
          <CopyField label={texts.code} value={secret} />
          <InfoNote>{texts.shownOnce}</InfoNote>
        </>
      );
    case "totp":
    case "hmac":
      return (
        <>
          <QrImage text={enrolled.address} label={texts.qrLabel} />
          <CopyField label={texts.key} value={enrolled.key} shown={inGroups(enrolled.key)} />
          <InfoNote>{texts.shownOnce}</InfoNote>
        </>
      );
    case "motp":
    case "ocra2":
      return (
        <>
          <CopyField label={texts.deviceKey[draft.kind].label} value={enrolled.seed} />
          {draft.kind === "motp" && <CopyField label={texts.devicePin} value={draft.devicePin} />}
          <InfoNote>{texts.shownOnce}</InfoNote>
        </>
      );
    case "dpw":
      return <InfoNote>{texts.giveList}</InfoNote>;
    case "yubikey":
      return <InfoNote>{texts.giveYubikey}</InfoNote>;
    default:
      return <InfoNote>{texts.codesGoTo(draft.address)}</InfoNote>;
  }
}
