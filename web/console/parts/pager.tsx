// Which page is shown, and the way to the next.

import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTexts } from "../texts/texts.ts";
import styles from "./pager.module.css";

type PagerProps = {
  readonly page: number;
  /** Undefined where the server does not count. */
  readonly pages: number | undefined;
  readonly hasMore: boolean;
  readonly total?: number;
  readonly onPage: (page: number) => void;
};

export function Pager({ page, pages, hasMore, total, onPage }: PagerProps) {
  const texts = useTexts().lists;
  const alone = page === 1 && !hasMore;
  return (
    <nav className={styles.pager} aria-label={texts.pages}>
      <span role="status">
        {total !== undefined && texts.total(total)}
        {!alone && ` ${pages === undefined ? texts.page(page) : texts.pageOf(page, pages)}`}
      </span>
      {!alone && (
        <div className={styles.buttons}>
          <Button
            size="sm"
            variant="default"
            disabled={page <= 1}
            onClick={() => onPage(page - 1)}
            leftSection={<IconChevronLeft size={18} aria-hidden />}
          >
            {texts.previous}
          </Button>
          <Button
            size="sm"
            variant="default"
            disabled={!hasMore}
            onClick={() => onPage(page + 1)}
            rightSection={<IconChevronRight size={18} aria-hidden />}
          >
            {texts.next}
          </Button>
        </div>
      )}
    </nav>
  );
}
