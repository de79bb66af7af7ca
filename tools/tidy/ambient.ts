// What may not be reached for: clock, chance, environment, waiting and the console come in by the door.

import { chain, type Part, type Source } from "./source.ts";

type Rule = {
  /** Where the rule holds; test files are always free. */
  readonly where: RegExp;
  readonly finds: (part: Part) => boolean;
  readonly what: string;
  readonly instead: string;
};

const everywhereBut = (files: string): RegExp => new RegExp(`^src/(?!(${files})$)`);
/** A program brings clock and chance in; whatever it calls is given them. */
const programs = everywhereBut("main\\.ts|cli/(demo|audit)\\.ts");
const pureRooms = /^src\/(core|tokens)\//;

const chanceNames = new Set(
  "randomBytes randomUUID randomInt randomFill randomFillSync getRandomValues generateKey generateKeySync generateKeyPair generateKeyPairSync".split(
    " ",
  ),
);
const timerNames = new Set(["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "fetch"]);

const rules: readonly Rule[] = [
  {
    where: programs,
    finds: isClock,
    what: "the clock",
    instead: "take `now` as an argument",
  },
  {
    where: programs,
    finds: isChance,
    what: "chance",
    instead: "take fresh values as arguments",
  },
  {
    where: everywhereBut("main\\.ts|config\\.ts|cli/(demo|audit)\\.ts"),
    finds: isEnvironment,
    what: "the environment",
    instead: "hand it to readConfig in src/main.ts and pass the value on",
  },
  {
    where: pureRooms,
    finds: isWaiting,
    what: "waiting",
    instead: "keep core and tokens synchronous; ask in the operation and pass the answer in",
  },
  {
    where: everywhereBut("main\\.ts|cli/.*"),
    finds: isConsole,
    what: "the console",
    instead: "log through the log that the world holds",
  },
];

export function ambientComplaints(source: Source): readonly string[] {
  if (source.isTest) return [];
  return rules
    .filter(({ where }) => where.test(source.path))
    .flatMap((rule) => {
      const found = source.parts.find(rule.finds);
      if (found === undefined) return [];
      return [`${source.path}:${lineOf(source, found)}: ${rule.what} is not for here; ${rule.instead}`];
    });
}

function isClock(part: Part): boolean {
  const names = dotted(part);
  if (names === "Date.now" || names === "performance.now" || names === "process.hrtime") return true;
  const called = part.type === "NewExpression" || part.type === "CallExpression";
  if (!called || dotted(part["callee"]) !== "Date") return false;
  return part.type === "CallExpression" || (part["arguments"] as readonly unknown[]).length === 0;
}

function isChance(part: Part): boolean {
  const names = dotted(part);
  if (names === "Math.random") return true;
  if (/^(web)?crypto\.\w+$/.test(names)) return chanceNames.has(names.split(".")[1] ?? "");
  return part.type === "ImportSpecifier" && chanceNames.has(dotted(part["imported"]));
}

function isEnvironment(part: Part): boolean {
  return dotted(part) === "process.env";
}

function isWaiting(part: Part): boolean {
  if (part.type === "AwaitExpression" || part["async"] === true || part["await"] === true) return true;
  return part.type === "CallExpression" && timerNames.has(dotted(part["callee"]));
}

function isConsole(part: Part): boolean {
  return /^console\.\w+$/.test(dotted(part));
}

function dotted(part: unknown): string {
  return chain(part)
    .join(".")
    .replace(/^globalThis\./, "");
}

function lineOf({ text }: Source, part: Part): number {
  return text.slice(0, Number(part["start"])).split("\n").length;
}
