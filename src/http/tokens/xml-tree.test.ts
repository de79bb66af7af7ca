import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { textAt } from "../../core/import/xml-element.ts";
import { Refusal } from "../../core/problem.ts";
import { readXmlTree } from "./xml-tree.ts";

function refusal(text: string): string {
  try {
    readXmlTree(text);
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return error.message;
  }
  assert.fail("not refused");
}

test("elements, attributes and text, without prefixes", () => {
  const root = readXmlTree(`<?xml version="1.0"?><!-- note --><?pi x?>
    <p:a xmlns:p="urn:x" p:n="001"> one <b>0042</b><b><![CDATA[<&>]]> &amp; &lt;</b> two </p:a>`);
  assert.equal(root.name, "a");
  assert.equal(root.attributes.get("n"), "001");
  assert.deepEqual(
    root.children.map(({ name, text }) => [name, text]),
    [
      ["b", "0042"],
      ["b", "<&>& <"],
    ],
  );
  assert.equal(textAt(root, "B"), "0042");
  assert.equal(textAt(root, "b", "c"), undefined);
  assert.match(root.text, /^one\s*two$/);
});

test("whatever declares something is refused, wherever it stands", () => {
  const laughs = `<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]><a>&m;</a>`;
  const outside = `<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`;
  const foreign = `<!doctype a [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><a>&x;</a>`;
  const parameter = `<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><a/>`;
  for (const text of [laughs, outside, foreign, parameter, `<a><!ENTITY x "y"></a>`])
    assert.match(refusal(text), /must not contain a document type or entities/);
});

test("entities that nobody declared stay what they are", () => {
  assert.equal(readXmlTree("<a>&nosuch;</a>").text, "&nosuch;");
});

test("what is deeper or larger than token files are is refused", () => {
  assert.match(refusal("<a>".repeat(40) + "</a>".repeat(40)), /ParseError\('Maximum nested tags/);
  assert.match(refusal(`<a>${"<b/>".repeat(1_200_001)}</a>`), /too many elements/);
});

test("what is no XML is refused with a line", () => {
  assert.equal(refusal("<xml"), "ParseError('Unclosed tag 'xml': line 1, column 1')");
  for (const text of [
    "",
    "x",
    "<a/><b/>",
    "<a></b>",
    "<a",
    "<a b=1/>",
    "<a/>x",
    "<a b='1' b='2'/>",
    "\u0000",
  ])
    assert.match(refusal(text), /^ParseError\('/, text);
});

test("names that mean something to JavaScript do no harm", () => {
  for (const name of ["toString", "hasOwnProperty", "valueOf", "length"]) {
    const root = readXmlTree(`<a ${name}="1"><${name}>t</${name}></a>`);
    assert.equal(root.children.length, 1, name);
  }
  for (const name of ["__proto__", "constructor", "prototype"])
    assert.match(refusal(`<${name}/>`), /^ParseError/, name);
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
});

test("any text at all is a tree or refused", () => {
  const scraps = fc.array(
    fc.oneof(
      fc.constantFrom(
        "<",
        ">",
        "</",
        "/>",
        "a",
        "<a>",
        "</a>",
        "&",
        ";",
        "&#",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?",
        "?>",
        " x='",
        "'",
        ":",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(scraps, (parts) => {
      try {
        readXmlTree(parts.join(""));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
});
