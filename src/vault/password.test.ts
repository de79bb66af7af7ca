// Password hashes: ours, and those of the world, against published vectors and against other people's programs.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import { opensslMissing } from "../../test/support/openssl.ts";
import { verifyCrypt } from "./crypt/formats.ts";
import { md5Crypt } from "./crypt/md5.ts";
import { shaCrypt } from "./crypt/sha.ts";
import { sha1Crypt } from "./crypt/sha1.ts";
import { masterKey } from "./key-file.ts";
import { openPasswords } from "./password.ts";

const old = masterKey(randomBytes(32));
const recent = masterKey(randomBytes(32));
const passwords = openPasswords([old], randomBytes);
after(() => passwords.close());

test("our own hash is keyed argon2id and names its key", async () => {
  const hash = await passwords.hash("geheim1");
  assert.match(
    hash,
    /^\$argon2id\$v=19\$m=19456,t=2,p=1,keyid=[A-Za-z0-9+/]{6}\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
  );
  assert.equal(await passwords.verify(hash, "geheim1"), true);
  assert.equal(await passwords.verify(hash, "geheim2"), false);
  assert.equal(await passwords.verify(hash, ""), false);
});

test("two hashes of one password differ", async () => {
  assert.notEqual(await passwords.hash("same"), await passwords.hash("same"));
});

test("a hash is worthless with another key, and survives a rotation", async () => {
  const hash = await passwords.hash("geheim1");
  assert.equal(await openPasswords([recent], randomBytes).verify(hash, "geheim1"), false);
  const rotated = openPasswords([old, recent], randomBytes);
  assert.equal(await rotated.verify(hash, "geheim1"), true);
  assert.equal(await passwords.verify(await rotated.hash("new"), "new"), false);
});

// Made with the reference implementation: argon2 -id -t 2 -k 65536 -p 1, salt "somesalt", password "password".
test("an argon2id hash from elsewhere is understood", async () => {
  const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  assert.equal(await passwords.verify(hash, "password"), true);
  assert.equal(await passwords.verify(hash, "Password"), false);
});

test("a hash that asks for unreasonable work is not computed", async () => {
  const greedy = "$argon2id$v=19$m=4194304,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  assert.equal(await passwords.verify(greedy, "password"), false);
  assert.equal(await passwords.verify(`$6$rounds=999999999$salt$${"a".repeat(86)}`, "password"), false);
  assert.equal(await passwords.verify(`$sha1$999999999$salt$${"a".repeat(28)}`, "password"), false);
});

// SHA-crypt.txt (Ulrich Drepper), FreeBSD's and Apache's tools for md5-crypt, passlib's tests for sha1-crypt.
const vectors: readonly (readonly [string, string])[] = [
  ["Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"],
  ["Hello world!", "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA"],
  ["This is just a test", "$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5"],
  [
    "a very much longer text to encrypt.  This one even stretches over morethan one line.",
    "$5$rounds=1400$anotherlongsalts$Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1",
  ],
  [
    "we have a short salt string but not a short password",
    "$5$rounds=77777$short$JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/",
  ],
  [
    "Hello world!",
    "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
  ],
  [
    "a short string",
    "$6$rounds=123456$asaltof16chars..$BtCwjqMJGx5hrJhZywWvt0RLE8uZ4oPwcelCjmw2kSYu.Ec6ycULevoBK25fs2xXgMNrCzIMVcgEJAstJeonj1",
  ],
  ["password", "$sha1$19703$iVdJqfSE$v4qYKl1zqYThwpjJAoKX6UvlHq/a"],
  ["password", "$sha1$21773$uV7PTeux$I9oHnvwPZHMO0Nq6/WgyGV/tDJIH"],
  ["", "$1$abcd0123$Q8vpFbbKwqTvJGjC.aLK10"],
  ["", "$apr1$abc$BfqKdn9xFDWJPa3kcp/PH0"],
];

test("published crypt texts are recognized, and no others", async () => {
  for (const [password, stored] of vectors) {
    assert.equal(await passwords.verify(stored, password), true, stored);
    assert.equal(await passwords.verify(stored, `${password}x`), false, stored);
  }
});

test("a crypt text is understood behind {CRYPT}, and not when it was cut or lengthened", async () => {
  const [password, stored] = vectors[0]!;
  assert.equal(await passwords.verify(`{CRYPT}${stored}`, password), true);
  assert.equal(await passwords.verify(`${stored}x`, password), false);
  assert.equal(await passwords.verify(stored.slice(0, -1), password), false);
});

const lengths = [0, 1, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 128, 255];
const perl = spawnSync("perl", ["-e", 'print crypt("x", q($6$a$))'], { encoding: "utf8" }).stdout?.startsWith(
  "$6$",
);

test("OpenSSL computes the same for passwords of every awkward length", {
  skip: opensslMissing() ?? false,
}, () => {
  // It cuts passwords off at 256 bytes.
  const texts = lengths
    .slice(1)
    .map((length) => "äbc".repeat(100).slice(0, length))
    .filter((text) => Buffer.byteLength(text) < 256);
  for (const password of texts) {
    for (const [option, compute] of [
      ["-6", shaCrypt],
      ["-5", shaCrypt],
      ["-1", md5Crypt],
      ["-apr1", md5Crypt],
    ] as const) {
      const command = ["passwd", option, "-salt", "saltsalt", "-stdin"];
      const theirs = execFileSync("openssl", command, { input: `${password}\n`, encoding: "utf8" }).trim();
      assert.equal(
        compute(Buffer.from(password), theirs),
        theirs,
        `${option}, ${password.length} characters`,
      );
    }
  }
});

test("the system's crypt(3) computes the same", { skip: perl ? false : "no perl with libxcrypt" }, () => {
  const program = "while (<STDIN>) { chomp; my ($p, $s) = split /\\t/; print crypt($p, $s), qq(\\n) }";
  const settings = [
    "$6$saltsalt$",
    "$6$rounds=1001$s$",
    "$5$saltsalt$",
    "$1$saltsalt$",
    "$sha1$1000$saltsalt$",
  ];
  const cases = settings.flatMap((setting) =>
    lengths.map((length) => ["p".repeat(length), setting] as const),
  );
  const input = cases.map(([password, setting]) => `${password}\t${setting}\n`).join("");
  const theirs = execFileSync("perl", ["-e", program], { input, encoding: "utf8" }).split("\n");
  for (const [index, [password]] of cases.entries()) {
    assert.equal(verifyCrypt(theirs[index]!, Buffer.from(password)), true, theirs[index] ?? "");
  }
});

// Computed with Python's hashlib and base64; the salt is "salt".
test("LDAP's digests are recognized, salted and not", async () => {
  const digests = [
    "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
    "{SSHA}yI6cZwQadOA1e+/f+T+H3eCQQhRzYWx0",
    "{MD5}X03MO1qnZdYdgyfeuILPmQ==",
    "{SMD5}swXK27O85U86pZxk/sAN6nNhbHQ=",
  ];
  for (const stored of digests) {
    assert.equal(await passwords.verify(stored, "password"), true, stored);
    assert.equal(await passwords.verify(stored, "Password"), false, stored);
  }
});

test("what is no hash matches no password, not even itself", async () => {
  for (const stored of [
    "",
    "x",
    "*",
    "!",
    "plain",
    "password",
    "$",
    "$9$a$b",
    "{SSHA}",
    "{SHA}AAAA",
    "{NONE}QUFB",
    "rqXexS6ZhobKA",
    "$6$",
    "$argon2id$",
  ]) {
    assert.equal(await passwords.verify(stored, stored), false, stored);
    assert.equal(await passwords.verify(stored, ""), false, stored);
  }
});

test("a password too long for crypt matches nothing and costs nothing", async () => {
  const long = "a".repeat(60_000);
  assert.equal(await passwords.verify("$6$saltsalt$x", long), false);
  assert.equal(sha1Crypt(Buffer.from("a"), "$sha1$x$"), undefined);
});

test("nobody's password is never right", async () => {
  assert.equal(await passwords.verifyNobody("anything"), false);
});

test("many comparisons at once all get their answers", async () => {
  const [password, stored] = vectors[0]!;
  const guesses = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? password : `wrong ${index}`));
  const answers = await Promise.all(guesses.map((guess) => passwords.verify(stored, guess)));
  assert.deepEqual(
    answers,
    guesses.map((guess) => guess === password),
  );
});

test("more comparisons than anyone would wait for are refused instead of piled up", async () => {
  const own = openPasswords([old], randomBytes);
  const [password, stored] = vectors[0]!;
  const answers = await Promise.allSettled(Array.from({ length: 600 }, () => own.verify(stored, password)));
  const refused = answers.filter((answer) => answer.status === "rejected");
  assert.ok(refused.length > 0 && refused.length < 100, `${refused.length} refused`);
  assert.equal((refused[0] as PromiseRejectedResult).reason.problem.code, "unavailable");
  await own.close();
});
