// A directory's settings while they are edited.

import { useState } from "react";
import type { WrittenDirectory } from "../../api/directory-calls.ts";
import type { Values } from "../../api/read-directory.ts";
import { useResolvers } from "../../parts/use-directories.ts";
import {
  type Draft,
  draftOf,
  type Fault,
  faultsOf,
  needsPassword,
  newDraft,
  type RemoteType,
  type Stored,
  written,
} from "./draft.ts";

export type DraftForm = {
  readonly draft: Draft;
  readonly stored: Stored;
  /** Empty until somebody wanted to save or test. */
  readonly faults: Readonly<Record<string, Fault>>;
  /** How often something was wrong with what was to be sent. */
  readonly failures: number;
  readonly needsPassword: boolean;
  readonly setName: (name: string) => void;
  readonly setValues: (values: Values) => void;
  readonly setMapping: (mapping: Values) => void;
  /** What is to be sent; undefined: something is wrong with it, and from now on that is shown. */
  readonly finish: (isForTest: boolean) => WrittenDirectory | undefined;
};

/** A test needs no name; the server wants one all the same. */
const nameless = "untitled";

export function useDraft(type: RemoteType, stored: Stored): DraftForm {
  const [draft, setDraft] = useState(() => (stored === undefined ? newDraft(type) : draftOf(type, stored)));
  const [tried, setTried] = useState<"no" | "tested" | "saved">("no");
  const [failures, setFailures] = useState(0);
  const taken = (useResolvers().data ?? []).map(({ name }) => name);
  const allFaults = faultsOf(draft, stored, taken);
  const { name: _, ...withoutName } = allFaults;
  const shown = { no: {}, tested: withoutName, saved: allFaults };
  const finish = (isForTest: boolean) => {
    const faults = isForTest ? withoutName : allFaults;
    if (tried !== "saved") setTried(isForTest ? "tested" : "saved");
    if (Object.keys(faults).length > 0) {
      setFailures((before) => before + 1);
      return undefined;
    }
    const named = allFaults["name"] === undefined ? draft : { ...draft, name: stored?.name ?? nameless };
    return written(named, stored);
  };
  return {
    draft,
    stored,
    faults: shown[tried],
    failures,
    needsPassword: needsPassword(draft, stored),
    setName: (name) => setDraft((before) => ({ ...before, name })),
    setValues: (values) => setDraft((before) => ({ ...before, values: { ...before.values, ...values } })),
    setMapping: (mapping) =>
      setDraft((before) => ({ ...before, mapping: { ...before.mapping, ...mapping } })),
    finish,
  };
}
