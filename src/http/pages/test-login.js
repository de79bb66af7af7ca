// The test login pages: sends what was typed to /validate/check and shows the outcome. Texts come with the page.

const form = document.querySelector("form");
const outcome = document.querySelector("output");
const button = form.querySelector("button");
const answer = document.querySelector("#answer");
let transaction;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-disabled") !== "true") void check();
});

async function check() {
  button.setAttribute("aria-disabled", "true");
  show("waiting", form.dataset.waiting);
  try {
    const response = await fetch("/validate/check", { method: "POST", body: parameters() });
    const reply = await response.json();
    conclude(reply.result?.status === true && reply.result.value === true, reply.detail ?? {});
  } catch {
    show("refused", form.dataset.unreachable);
  }
  button.removeAttribute("aria-disabled");
}

/** PIN and OTP are one value on the wire; the answer to a challenge goes alone, with its transaction. */
function parameters() {
  const fields = new URLSearchParams({ user: value("user") });
  if (transaction === undefined) fields.set("pass", value("pin") + value("pass"));
  else {
    fields.set("pass", value("answer"));
    fields.set("transactionid", transaction);
  }
  return fields;
}

function value(name) {
  return form.elements.namedItem(name)?.value ?? "";
}

function conclude(accepted, detail) {
  const asked = !accepted && typeof detail.transactionid === "string";
  transaction = asked ? detail.transactionid : undefined;
  answer.hidden = !asked;
  if (accepted) show("accepted", form.dataset.accepted);
  else if (asked) show("asked", detail.message ?? form.dataset.asked);
  else show("refused", form.dataset.refused);
  for (const input of form.querySelectorAll("input[type=password]")) input.value = "";
  const next = asked ? answer.querySelector("input") : form.querySelector("input[type=password]");
  if (!accepted) next.focus();
}

function show(kind, text) {
  outcome.dataset.outcome = kind;
  outcome.textContent = text;
}
