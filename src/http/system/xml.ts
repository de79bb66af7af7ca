// The XML form of an answer, for uploads (contract 01 section 2).

import type { Problem } from "../../core/problem.ts";
import type { AuditNote, Reply } from "../call.ts";
import { toWire } from "../problems.ts";
import { wireVersion } from "../version.ts";

/** What else the answer says, beside the result. */
export type XmlOptions = Readonly<Record<string, string | number>>;

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

export function xmlSuccess(value: string | number, audit: Reply["audit"], options?: XmlOptions): Reply {
  const body = `${declaration}
<jsonrpc version="2.0">
    <result>
        <status>True</status>
        <value>${escapeXml(String(value))}</value>
    </result>
    <version>${escapeXml(wireVersion.version)}</version>
    <id>1</id>
${options === undefined ? "" : `${written(options)}\n`}</jsonrpc>`;
  return reply(body, audit);
}

/** The message goes without its `ERR` prefix here. Refusals come on one line, as LinOTP sends them. */
export function xmlFailure(problem: Problem): Reply {
  const { code, message } = toWire(problem, "system");
  const text = message.replace(/^ERR\d+: /, "");
  const where = problem.code === "entry-refused" ? problem.where : undefined;
  const lines = [
    declaration,
    '<jsonrpc version="2.0802">',
    "<result>",
    "    <status>False</status>",
    "    <error>",
    `        <code>${code}</code>`,
    `        <message>${escapeXml(text)}</message>`,
    "    </error>",
    "</result>",
    `<version>${escapeXml(wireVersion.version)}</version>`,
    "<id>1</id>",
    ...(where === undefined ? [] : [written({ entry: where })]),
    "</jsonrpc>",
  ];
  const note: AuditNote = { success: false, info: where === undefined ? message : `${message} (${where})` };
  return reply(lines.join(" ".repeat(12)), note);
}

function written(options: XmlOptions): string {
  const tags = Object.entries(options).map(
    ([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
  );
  return `<options>${tags.join("")}</options>`;
}

/** Quotation marks stay as they are: clients look for sentences that contain them. */
function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("]]>", "]]&gt;")
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}

function reply(body: string, audit: Reply["audit"]): Reply {
  return { status: 200, contentType: "text/xml; charset=utf-8", body, audit };
}
