// What remains of the page when a component breaks: an apology and a way to go on, never a blank screen.

import { Component, type ReactNode } from "react";
import { useSharedTexts } from "../language/language-provider.tsx";
import { ErrorNote } from "../layout/notes.tsx";

type ErrorBoundaryProps = { readonly children: ReactNode };
type ErrorBoundaryState = { readonly broken: boolean };

/** React offers this to classes only. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override readonly state: ErrorBoundaryState = { broken: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const texts = useSharedTexts();
  return (
    <main>
      <ErrorNote
        what={texts.problem.broken}
        next={texts.problem.brokenNext}
        onRetry={() => location.reload()}
      />
    </main>
  );
}
