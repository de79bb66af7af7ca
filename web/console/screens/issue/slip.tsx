// The slip to hand over: only on paper. Large, plain, with nothing on it that the person does not need.

import { formatMoment, inGroups } from "../../../shared/language/format.ts";
import { useLanguage } from "../../../shared/language/language-provider.tsx";
import { ProductMark } from "../../../shared/layout/product-mark.tsx";
import { QrImage } from "../../../shared/layout/qr-image.tsx";
import { personName } from "../../api/read-person.ts";
import { useTexts } from "../../texts/texts.ts";
import { isHandedOver } from "./draft.ts";
import type { Issued } from "./issue.ts";
import { portalAddress } from "./portal-address.ts";
import styles from "./slip.module.css";

export function Slip({ issued }: { readonly issued: Issued }) {
  const texts = useTexts().issue.slip;
  const { language } = useLanguage();
  const { draft, enrolled, secret, until } = issued;
  const person = draft.chosen?.person;
  if (person === undefined) return null;
  const app = draft.kind === "totp" || draft.kind === "hmac";
  const steps = [texts.open, texts.signIn, texts.codeSteps[draft.kind], texts.add];
  return (
    <article className={styles.slip} aria-hidden data-print>
      <p className={styles.mark}>
        <ProductMark />
        {texts.title}
      </p>
      <h1>{texts.dear(personName(person))}</h1>
      <p>{texts.intro}</p>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <dl>
        <dt>{texts.portal}</dt>
        <dd>{portalAddress()}</dd>
        <dt>{texts.username}</dt>
        <dd>{person.login}</dd>
        {draft.kind === "pw" && (
          <>
            <dt>{texts.code}</dt>
            <dd className={styles.code}>{secret}</dd>
          </>
        )}
        {(draft.kind === "motp" || draft.kind === "ocra2") && (
          <>
            <dt>{texts.key}</dt>
            <dd className={styles.code}>{inGroups(enrolled.seed)}</dd>
          </>
        )}
        {app && (
          <>
            <dt>{texts.key}</dt>
            <dd className={styles.code}>{inGroups(enrolled.key)}</dd>
          </>
        )}
        <dt>{texts.until}</dt>
        <dd>{formatMoment(new Date(until).toISOString(), language)}</dd>
      </dl>
      {app && <QrImage text={enrolled.address} label={texts.key} />}
      {isHandedOver(draft.kind) && <p className={styles.care}>{texts.care}</p>}
    </article>
  );
}
