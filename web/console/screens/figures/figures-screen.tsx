// How many tokens there are now, and what policies had counted: each part for those who have the right to it.

import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Section } from "../../parts/section.tsx";
import { useMay, useMaySomewhere } from "../../parts/use-directories.ts";
import { useTexts } from "../../texts/texts.ts";
import { Reports } from "./reports.tsx";
import { ServerFacts } from "./server-facts.tsx";
import { TokenFigures } from "./token-figures.tsx";

export function FiguresScreen() {
  const words = useTexts().figures;
  const may = useMay();
  const maySomewhere = useMaySomewhere();
  const seesTokens = may("monitoring/tokens");
  const seesServer = may("monitoring/config") || may("monitoring/storageEncryption");
  const seesReports = maySomewhere("reporting.access/show");
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} />
      {!(seesTokens || seesServer || seesReports) && (
        <ErrorNote what={words.nothingAllowed} next={words.nothingAllowedNext} />
      )}
      {seesTokens && (
        <Section title={words.now}>
          <TokenFigures />
        </Section>
      )}
      {seesServer && (
        <Section title={words.server}>
          <ServerFacts />
        </Section>
      )}
      {seesReports && <Reports />}
    </>
  );
}
