// XML text becomes a tree of plain values. The only file that knows an XML parser; decision 0024.

import { XMLParser } from "fast-xml-parser";
import type { XmlElement } from "../../core/import/xml-element.ts";
import { refuse } from "../../core/problem.ts";

/** Token files are five or six deep. */
const deepest = 32;

/** Opening and closing ones together: twenty thousand keys of PSKC have a million. */
const mostTags = 1_200_000;

/** Whoever may declare entities may make them large, or have other files read: token files declare nothing. */
const declarations = /<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  // A serial number is not a number: it keeps its zeros.
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: deepest,
});

/** Throws a Refusal for text that is no XML, declares something, or is too deep or too large. */
export function readXmlTree(text: string): XmlElement {
  if (declarations.test(text)) throw refuse("A token file must not contain a document type or entities.");
  if (tagsIn(text) > mostTags) throw refuse("The file has too many elements.");
  const [root, second] = elementsIn(parsed(text));
  // The parser does not mind what stands behind an empty root element.
  const ends = text.trimEnd().endsWith(">");
  if (root === undefined || second !== undefined || !ends)
    throw refuse("ParseError('there must be one root element')");
  return root;
}

function tagsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("<"); at >= 0 && count <= mostTags; at = text.indexOf("<", at + 1)) count += 1;
  return count;
}

function parsed(text: string): unknown {
  try {
    return parser.parse(text, true);
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    const placed = why.replace(/\.?:(\d+):(\d+)$/, ": line $1, column $2");
    throw refuse(`ParseError('${placed.slice(0, 200).toWellFormed()}')`);
  }
}

/** The parser's ordered form: a list of `{ name: children, ":@": attributes }` and `{ "#text": text }`. */
function elementsIn(nodes: unknown): readonly XmlElement[] {
  return listed(nodes).flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== attributesKey && key !== textKey);
    return name === undefined ? [] : [elementFrom(name, node)];
  });
}

const attributesKey = ":@";
const textKey = "#text";

function elementFrom(name: string, node: Readonly<Record<string, unknown>>): XmlElement {
  const inside = node[name];
  const attributes = node[attributesKey];
  const texts = listed(inside).map((each) => each[textKey]);
  return {
    name,
    attributes: new Map(isRecord(attributes) ? Object.entries(attributes).map(textEntry) : []),
    children: elementsIn(inside),
    text: texts
      .filter((each) => typeof each === "string")
      .join("")
      .trim(),
  };
}

function textEntry([name, value]: readonly [string, unknown]): [string, string] {
  return [name, String(value)];
}

function listed(nodes: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(nodes) ? nodes.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
