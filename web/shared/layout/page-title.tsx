// The heading of a page or of a step. It takes the focus when it appears, so that whoever cannot see the change
// hears where they are now, and it names the browser's tab.

import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useSharedTexts } from "../language/language-provider.tsx";
import styles from "./page-title.module.css";

type PageTitleProps = {
  readonly title: string;
  readonly lead?: ReactNode;
  /** What one can do here, right of the title. */
  readonly actions?: ReactNode;
  /** False where a field should have the focus instead, such as on a page that only asks for a name. */
  readonly takeFocus?: boolean;
};

export function PageTitle(props: PageTitleProps) {
  const { title, lead, actions, takeFocus = true } = props;
  const { product } = useSharedTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  useEffect(() => {
    if (takeFocus) heading.current?.focus();
  }, [takeFocus]);
  return (
    <div className={styles.head}>
      <div className={styles.words}>
        <Title order={1} ref={heading} tabIndex={-1}>
          {title}
        </Title>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
