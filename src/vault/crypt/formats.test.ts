// Password formats that directories bring: published vectors, and the programs that people used to make such hashes.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { verifyCrypt } from "./formats.ts";
import { md4 } from "./md4.ts";

const verify = (stored: string, password: string) => verifyCrypt(stored, Buffer.from(password));

// From the documentation and tests of passlib 1.7, phpass, John the Ripper, and the manuals of the databases.
const vectors: readonly (readonly [string, string])[] = [
  ["", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."],
  ["U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"],
  ["password", "$bcrypt-sha256$2a,5$5Hg1DKFqPE8C2aflZ5vVoe$12BjNE0p7axMg55.Y/mHsYiVuFBDQyu"],
  ["password", "$bcrypt-sha256$v=2,t=2b,r=5$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS"],
  ["test12345", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"],
  ["", "$P$7JaFQsPzJSuenezefD/3jHgt5hVfNH0"],
  ["compL3X!", "$P$FiS0N5L672xzQx1rt1vgdJQRYKnQM9/"],
  ["password", "$3$$8846f7eaee8fb117ad06bdd830b7586c"],
  ["", "$3$$31d6cfe0d16ae931b73c59d7e0c089c0"],
  ["Gpcs3_adm", "$md5$zrdhpMlZ$$wBvMOEqbSjU.hu5T2VEP01"],
  ["Test", "0x010034767D5C0CFA5FDCA28C4A56085E65E882E71CB0ED2503412FD54D6119FFF04129A1D72E7C3194F7284A7F3A"],
  ["toto", "0x01004086CEB6BF932BC4151A1AF1F13CD17301D70816A8886908"],
  ["mypass", "6f8c114b58f2ce9e"],
  ["password", "5d2e19393cc5ef67"],
  ["mypass", "*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4"],
  ["password", "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19"],
  ["SHAlala", "S:2BFCFDF5895014EE9BB2B9BA067B01E0389BB5711B7B5F82B7235E9E182C"],
  ["admin", "{PKCS5S2}c4xaeTQM0lUieMS3V5voiexyX9XhqC2dBd5ecVy60IPksHChwoTAVYFrhsgoq8/p"],
  ["password", "{PKCS5S2}DQIXJU038u4P7FdsuFTY/+35bm41kfjZa57UrdxHp2Mu3qF2uy+ooD+jF5t1tb8J"],
  ["test", "{FSHP0|0|1}qUqP5cyxm6YcTAhz05Hph5gvu9M="],
  ["test", "{FSHP1|8|4096}MTIzNDU2NzjTdHcmoXwNc0ff9+ArUHoN0CvlbPZpxFi1C6RDM/MHSA=="],
  ["OrpheanBeholderScryDoubt", "{FSHP1|8|4096}GVSUFDAjdh0vBosn1GUhzGLHP7BmkbCZVH/3TQqGIjADXpc+6NCg3g=="],
  [
    "ExecuteOrder66",
    "{FSHP3|16|8192}0aY7rZQ+/PR+Rd5/I9ssRM7cjguyT8ibypNaSp/U1uziNO3BVlg5qPUng+zHUDQC3ao/JbzOnIBUtAeWHEy7a2vZeZ7jAwyJJa2EqOsq4Io=",
  ],
  ["U*U*U*U*", "CCNf8Sbh3HDfQ"],
  ["U*U***U", "CCX.K.MFy4Ois"],
  ["*U*U*U*U", "XXxzOu6maQKqQ"],
  ["passphrase", "qiyh4XPJGsOZ2MEAyLkfWqeQ"],
  ["U*U*U*U*", "_J9..CCCCXBrJUJV154M"],
];

test("published hashes are recognized, and no others", () => {
  for (const [password, stored] of vectors) {
    assert.equal(verify(stored, password), true, stored);
    assert.equal(verify(stored, `!${password}`), false, stored);
  }
});

test("MD4 is that of RFC 1320", () => {
  const suite = [
    ["", "31d6cfe0d16ae931b73c59d7e0c089c0"],
    ["a", "bde52cb31de33e46245e05fbdbd6fb24"],
    ["abc", "a448017aaf21d8525fc10ae87aa6729d"],
    ["message digest", "d9130a8164549fe818874806e1c7014b"],
    ["abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"],
    ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "043f8582f241db351ce627e153e7f0e4"],
    [
      "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "e33b4ddc9c38f2199c3e7b164fcc0536",
    ],
  ] as const;
  for (const [text, digest] of suite) assert.equal(md4(Buffer.from(text)).toString("hex"), digest);
});

const perl = spawnSync("perl", ["-e", 'print crypt("x", q($6$a$))'], { encoding: "utf8" }).stdout?.startsWith(
  "$6$",
);

test("the system's crypt(3) computes the same for passwords of every awkward length", {
  skip: perl ? false : "no perl with libxcrypt",
}, () => {
  const program = "while (<STDIN>) { chomp; my ($p, $s) = split /\\t/; print crypt($p, $s) // '', qq(\\n) }";
  const settings = [
    ...["$2a$04$abcdefghijklmnopqrstuu", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.", "$2y$04$..............XXXXXXXe"],
    ...["$md5$saltsalt$", "$md5,rounds=77$saltsalt$$", "$md5,rounds=1$s"],
    ...["ab", "Z/", "_J9..rasm", "_/...zzzz", "ab............................................"],
  ];
  const lengths = [1, 7, 8, 9, 15, 16, 17, 24, 31, 56, 63, 64, 71, 72, 73, 100];
  const cases = settings.flatMap((setting) =>
    lengths.map((length) => ["päßword ~".repeat(20).slice(0, length), setting] as const),
  );
  // It takes bytes for letters here, Windows does not.
  cases.push(...lengths.map((length) => ["password".repeat(20).slice(0, length), "$3$"] as const));
  const input = cases.map(([password, setting]) => `${password}\t${setting}\n`).join("");
  const theirs = execFileSync("perl", ["-e", program], { input, encoding: "utf8" }).split("\n");
  for (const [index, [password, setting]] of cases.entries()) {
    const stored = theirs[index] ?? "";
    assert.ok(stored.startsWith(setting.slice(0, 2)), `${setting} gave ${stored}`);
    assert.equal(verify(stored, password), true, `${stored} for ${password}`);
    assert.equal(verify(stored, `x${password}`), false, stored);
  }
});

test("DES takes eight characters of a password, its successors all of them", () => {
  assert.equal(verify("CCNf8Sbh3HDfQ", "U*U*U*U*ignored"), true);
  assert.equal(verify("_J9..CCCCXBrJUJV154M", "U*U*U*U*ignored"), false);
  assert.equal(verify("qiyh4XPJGsOZ2MEAyLkfWqeQ", "passphrase ignored not"), false);
});

test("digits of either case are the same hash, and a password in other letters is another one", () => {
  assert.equal(verify("*2470c0c06dee42fd1618bb99005adca2ec9d1e19", "password"), true);
  assert.equal(verify("S:2bfcfdf5895014ee9bb2b9ba067b01e0389bb5711b7b5f82b7235e9e182c", "SHAlala"), true);
  const [, mssql2000] = vectors.find(([, stored]) => stored.length === 94) ?? [];
  assert.equal(verify(mssql2000 ?? "", "TEST"), false);
});

test("hashes that ask for unreasonable work are not computed", () => {
  const greedy = [
    `$2a$31$${"C".repeat(53)}`,
    `$2b$16$${"C".repeat(53)}`,
    `$2a$03$${"C".repeat(53)}`,
    `$2a$99$${"C".repeat(53)}`,
    `$bcrypt-sha256$v=2,t=2b,r=31$${"C".repeat(22)}$${"C".repeat(31)}`,
    `$P$S${"a".repeat(30)}`,
    `$md5,rounds=999999999$salt$$${"a".repeat(22)}`,
    `{FSHP3|16|999999999}${Buffer.alloc(80).toString("base64")}`,
    `_zzzz${"a".repeat(15)}`,
  ];
  for (const stored of greedy) assert.equal(verify(stored, "password"), false, stored);
});

test("no text makes a comparison throw, and none matches that was cut, lengthened or changed", () => {
  const beginnings = vectors.map(([, stored]) => stored);
  fc.assert(
    fc.property(
      fc.constantFrom(...beginnings),
      fc.nat(120),
      fc.string({ maxLength: 8 }),
      (stored, cut, more) => {
        const text = stored.slice(0, cut) + more;
        if (!/^(\$2|\$bc|\$P|\{FSHP3)/.test(text) && !beginnings.includes(text))
          assert.equal(verify(text, "pass word"), false);
      },
    ),
    { numRuns: 300 },
  );
  for (const [password, stored] of vectors) {
    assert.equal(verify(`${stored}x`, password), false, stored);
    assert.equal(verify(stored.slice(0, -1), password), false, stored);
    assert.equal(verify(stored, `${password}\0`), false, stored);
  }
});

test("a digest without a salt is the plain one: what the formats of servers are made of", () => {
  const twice = hash("sha1", hash("sha1", "geheim", "buffer"), "hex").toUpperCase();
  assert.equal(verify(`*${twice}`, "geheim"), true);
});
