// A page that is still on its way: it has its name already, for the tab and for whoever goes from heading to heading.

import { Waiting } from "../shared/layout/notes.tsx";
import { PageTitle } from "../shared/layout/page-title.tsx";

export function LoadingPage({ title, text }: { readonly title: string; readonly text?: string }) {
  return (
    <>
      <PageTitle title={title} takeFocus={false} />
      <Waiting {...(text === undefined ? {} : { text })} />
    </>
  );
}
