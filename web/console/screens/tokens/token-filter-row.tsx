// The fields above the list of tokens.

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { Filters } from "../../parts/filters.tsx";
import { usePeoplesRealms } from "../../parts/use-directories.ts";
import { useTexts } from "../../texts/texts.ts";
import { isFiltered, type ListEvent, type ListState, type TokenFilters } from "./list-state.ts";

type TokenFilterRowProps = { readonly state: ListState; readonly dispatch: (event: ListEvent) => void };

export function TokenFilterRow({ state, dispatch }: TokenFilterRowProps) {
  const texts = useTexts();
  const words = texts.tokens;
  const realms = usePeoplesRealms().names;
  const any = { value: "", label: texts.lists.all };
  const set = (name: keyof TokenFilters) => (event: { readonly currentTarget: { readonly value: string } }) =>
    dispatch({ type: "filter", set: { [name]: event.currentTarget.value } });
  return (
    <Filters label={words.filters}>
      <TextInput type="search" label={words.search} value={state.search} onChange={set("search")} />
      <NativeSelect
        label={words.searchIn}
        value={state.searchIn}
        onChange={set("searchIn")}
        data={[
          { value: "token", label: words.inToken },
          { value: "person", label: words.inPerson },
        ]}
      />
      <NativeSelect
        label={words.kind}
        value={state.kind}
        onChange={set("kind")}
        data={[
          any,
          { value: "rollout", label: words.kindRollout },
          { value: "other", label: words.kindOther },
        ]}
      />
      <NativeSelect
        label={words.state}
        value={state.state}
        onChange={set("state")}
        data={[any, { value: "active", label: words.active }, { value: "inactive", label: words.inactive }]}
      />
      <NativeSelect
        label={words.type}
        value={state.type}
        onChange={set("type")}
        data={[any, ...Object.entries(words.types).map(([value, label]) => ({ value, label }))]}
      />
      {realms.length > 1 && (
        <NativeSelect
          label={words.realm}
          value={state.realm}
          onChange={set("realm")}
          data={[
            any,
            ...realms.map((realm) => ({ value: realm, label: realm })),
            { value: "/:no realm:/", label: words.noRealm },
          ]}
        />
      )}
      {isFiltered(state) && (
        <Button variant="subtle" onClick={() => dispatch({ type: "clear" })}>
          {texts.lists.clear}
        </Button>
      )}
    </Filters>
  );
}
