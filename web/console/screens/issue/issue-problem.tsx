// Why nothing was issued, and what to do.

import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { problemWords } from "../../parts/console-problem.tsx";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import type { Lack } from "./draft.ts";
import styles from "./issue.module.css";
import type { Outcome } from "./issue.ts";

type IssueProblemProps = { readonly outcome: Outcome | undefined; readonly lacks: readonly Lack[] };

export function IssueProblem({ outcome, lacks }: IssueProblemProps) {
  const texts = useTexts();
  const [first] = lacks;
  if (first !== undefined) {
    return (
      <div className={styles.problem}>
        <ErrorNote key={first} what={texts.issue.lacks[first]} />
      </div>
    );
  }
  if (outcome === undefined || outcome.kind === "issued") return null;
  const why = problemWords(outcome.problem, texts);
  return (
    <div className={styles.problem}>
      {outcome.kind === "refused" && <ErrorNote {...why} />}
      {outcome.kind === "undone" && (
        <ErrorNote what={texts.issue.undone} next={`${why.what} ${why.next} ${texts.issue.undoneNext}`} />
      )}
      {outcome.kind === "left-behind" && (
        <ErrorNote
          what={texts.issue.leftBehind(outcome.serial)}
          next={<a href={addresses.token(outcome.serial)}>{texts.issue.leftBehindNext}</a>}
        />
      )}
    </div>
  );
}
