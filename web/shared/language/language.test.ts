import assert from "node:assert/strict";
import test from "node:test";
import { chooseLanguage } from "./language.ts";

test("the language chosen before wins over the browser's", () => {
  assert.equal(chooseLanguage("de", ["en-US"]), "de");
});

test("without a choice the browser's first known language is spoken, whatever its region", () => {
  assert.equal(chooseLanguage(null, ["fr-FR", "de-AT", "en"]), "de");
  assert.equal(chooseLanguage(null, ["en-GB", "de"]), "en");
});

test("an unknown or broken choice is ignored, and English is the last resort", () => {
  assert.equal(chooseLanguage("klingon", ["de"]), "de");
  assert.equal(chooseLanguage("", []), "en");
  assert.equal(chooseLanguage(null, ["fr", "it"]), "en");
});
