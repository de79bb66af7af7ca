// Regular expressions that administrators write into policies. They run on every login, so the ones that could take
// for ever are refused when they are set.

const longestPattern = 300;
const longestSubject = 256;
const mostRepetitions = 4;

/** Whether the pattern is found in the value. A value longer than 256 characters fits no pattern. */
export type Fits = (value: string) => boolean;

/** The whole value must fit; `*` stands for any text (contract 09 section 4). Undefined: not a usable expression. */
export function wholePattern(written: string, flags: "" | "i" = ""): Fits | undefined {
  return compile(`^(?:${dotted(written)})$`, flags);
}

/** The expression may fit anywhere in the value. Undefined: not a usable expression. */
export function partPattern(written: string): Fits | undefined {
  return compile(written, "");
}

/** `*` becomes `.*`; `.*` and an escaped `\*` stay what they are. */
function dotted(written: string): string {
  return written.replace(/(\\.)|\.\*|\*/gs, (found, escaped: string | undefined) => escaped ?? (found === ".*" ? found : ".*"));
}

function compile(source: string, flags: string): Fits | undefined {
  if (source.length > longestPattern || isSlow(source)) return undefined;
  try {
    const expression = new RegExp(source, flags);
    return (value) => value.length <= longestSubject && expression.test(value);
  } catch {
    // RegExp answers a malformed expression with a SyntaxError; there is no other way to ask.
    return undefined;
  }
}

interface Group {
  /** It contains a repetition or an alternative, so repeating it in turn can be exponential. */
  ambiguous: boolean;
}

/** Repetitions of ambiguous groups, and more repetitions than a short value can afford. */
function isSlow(source: string): boolean {
  const open: Group[] = [{ ambiguous: false }];
  let closed: Group | undefined;
  let repetitions = 0;
  for (const [piece] of source.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!:]|<\w+>))?|\{\d*,?\d*\}|[^]/g)) {
    const group = open.at(-1);
    if (group === undefined) return true;
    if (isRepetition(piece)) {
      repetitions += 1;
      if (closed?.ambiguous) return true;
      group.ambiguous = true;
    } else if (piece === "|" || piece === "?") group.ambiguous = true;
    if (piece.startsWith("(")) open.push({ ambiguous: false });
    closed = piece === ")" ? open.pop() : undefined;
    // What an inner group may match in several ways, the outer one may, too.
    const outer = open.at(-1);
    if (closed?.ambiguous && outer !== undefined) outer.ambiguous = true;
  }
  return repetitions > mostRepetitions;
}

function isRepetition(piece: string): boolean {
  return piece === "*" || piece === "+" || /^\{\d*,?\d*\}$/.test(piece);
}
