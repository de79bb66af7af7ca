// XML as the parsers of token files see it: a tree of plain values. Whoever reads the text makes one (src/http).

export interface XmlElement {
  /** Without the prefix of its namespace. */
  readonly name: string;
  /** By name, prefixes left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** What stands directly inside, without blanks at its ends. */
  readonly text: string;
}

/** Throws a Refusal for text that is no XML, or more than it may be. */
export type XmlReader = (text: string) => XmlElement;

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  const wanted = name.toLowerCase();
  return element.children.filter((child) => child.name.toLowerCase() === wanted);
}

/** The first element at the end of this way down. */
export function elementAt(element: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  let found: XmlElement | undefined = element;
  for (const name of path) found = found === undefined ? undefined : childrenOf(found, name)[0];
  return found;
}

/** Its text; undefined when it is not there or empty. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | undefined {
  return elementAt(element, ...path)?.text || undefined;
}
