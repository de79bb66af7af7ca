// Regular expressions that administrators write into policies. They run on every login, so the ones that could take
// for ever are refused when they are set.

const longestPattern = 300;
const longestSubject = 256;
const mostRepetitions = 4;

/** Whether the pattern is found in the value. A value longer than 256 characters fits no pattern. */
export type Fits = (value: string) => boolean;

/** The whole value must fit; `*` stands for any text (contract 09 section 4). Undefined: not a usable expression. */
export function wholePattern(written: string, flags: "" | "i" = ""): Fits | undefined {
  const source = dotted(written);
  return compile(source, flags) === undefined ? undefined : compile(`^(?:${source})$`, flags);
}

/** The expression may fit anywhere in the value. Undefined: not a usable expression. */
export function partPattern(written: string): Fits | undefined {
  return compile(written, "");
}

/** `*` becomes `.*`; `.*` and an escaped `\*` stay what they are. */
function dotted(written: string): string {
  return written.replace(
    /(\\.)|\.\*|\*/gs,
    (found, escaped: string | undefined) => escaped ?? (found === ".*" ? found : ".*"),
  );
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

/** One element, one bracket, or one repetition at a time. */
const pieces = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!:]|<\w+>))?|\{\d*,?\d*\}|./gs;

const repetition = /^(?:\*|\+|\{\d*,?\d*\})$/;

/**
 * Whether matching could take for ever: a repeated group that itself contains a repetition or an alternative can be
 * exponential, and many repetitions in a row cost a power of the length each.
 */
function isSlow(source: string): boolean {
  // For each open group: whether it can match one text in several ways.
  const open = [false];
  let closedAmbiguous = false;
  let repetitions = 0;
  const doubt = () => open.splice(-1, 1, true);
  for (const [piece] of source.matchAll(pieces)) {
    const repeats = repetition.test(piece);
    if (repeats && closedAmbiguous) return true;
    if (repeats) repetitions += 1;
    closedAmbiguous = piece === ")" && open.pop() === true;
    if (piece.startsWith("(")) open.push(false);
    else if (repeats || closedAmbiguous || piece === "|" || piece === "?") doubt();
  }
  return repetitions > mostRepetitions;
}
