// The XML form of an answer, for uploads (contract 01 section 2).

import type { Problem } from "../../core/problem.ts";
import type { AuditNote, Reply } from "../call.ts";
import { escapeHtml } from "../pages/page.ts";
import { toWire } from "../problems.ts";
import { wireVersion } from "../version.ts";

export function xmlSuccess(value: string | number, audit: Reply["audit"]): Reply {
  const result = `<status>True</status>\n        <value>${escapeHtml(String(value))}</value>`;
  return envelope("2.0", result, audit);
}

/** The message goes without its `ERR` prefix here. */
export function xmlFailure(problem: Problem): Reply {
  const { code, message } = toWire(problem, "system");
  const text = message.replace(/^ERR\d+: /, "");
  const error = `<error>\n            <code>${code}</code>\n            <message>${escapeHtml(text)}</message>\n        </error>`;
  const note: AuditNote = { success: false, info: message };
  return envelope("2.0802", `<status>False</status>\n        ${error}`, note);
}

function envelope(version: string, result: string, audit: Reply["audit"]): Reply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<jsonrpc version="${version}">
    <result>
        ${result}
    </result>
    <version>${escapeHtml(wireVersion.version)}</version>
    <id>1</id>
</jsonrpc>`;
  return { status: 200, contentType: "text/xml; charset=utf-8", body, audit };
}
