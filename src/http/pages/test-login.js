// The test login pages: sends what was typed to /validate/check and shows the outcome. Texts come with the page.

const form = document.querySelector("form");
const outcome = document.querySelector("output");
const button = form.querySelector("button");
const answer = document.querySelector("#answer");
const figure = document.querySelector("figure");
/** Tokens whose question is a picture, and tokens that are answered elsewhere. */
const hasPicture = ["qrtoken", "ocra2"].includes(form.dataset.kind);
const isWatched = ["qrtoken", "pushtoken"].includes(form.dataset.kind);
const betweenLooksMs = 2000;
const mostLooks = 60;
/** The question that is open: its transaction, and who may look whether it was answered. */
let question;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-disabled") !== "true") void check();
});

async function check() {
  button.setAttribute("aria-disabled", "true");
  show("waiting", form.dataset.waiting);
  try {
    const sent = parameters();
    const response = await fetch("/validate/check", { method: "POST", body: sent });
    conclude(await read(response), sent);
  } catch {
    show("refused", form.dataset.unreachable);
  }
  button.removeAttribute("aria-disabled");
}

/** PIN and OTP are one value on the wire; the answer to a challenge goes alone, with its transaction. */
function parameters() {
  const fields = new URLSearchParams({ user: value("user") });
  if (question !== undefined && value("answer") !== "") {
    fields.set("pass", value("answer"));
    fields.set("transactionid", question.transaction);
    return fields;
  }
  fields.set("pass", value("pin") + value("pass"));
  if (value("data") !== "") fields.set("data", value("data"));
  if (hasPicture) fields.set("qr", "html");
  return fields;
}

function value(name) {
  return form.elements.namedItem(name)?.value ?? "";
}

/** A question that is a picture comes as a page: the picture, and a list of everything else. */
async function read(response) {
  if (!response.headers.get("content-type").startsWith("text/html")) {
    const { result, detail = {} } = await response.json();
    return { accepted: result?.status === true && result.value === true, detail };
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const told = (name) => page.querySelector(`#challenge_data .${name}`)?.textContent;
  return {
    accepted: false,
    detail: { transactionid: told("transactionid"), message: told("message") },
    picture: page.querySelector("#challenge_qrcode")?.getAttribute("src"),
  };
}

function conclude({ accepted, detail, picture }, sent) {
  const asked = !accepted && typeof detail.transactionid === "string";
  question = asked ? questionOf(detail, sent) : undefined;
  answer.hidden = !asked || form.dataset.kind === "pushtoken";
  showPicture(picture, detail.message);
  if (accepted) show("accepted", form.dataset.accepted);
  else if (asked) show("asked", wordsFor(detail, picture));
  else show("refused", form.dataset.refused);
  for (const input of form.querySelectorAll("input[type=password]")) input.value = "";
  if (!accepted) nextInput().focus();
  if (asked && isWatched) void watch(question, mostLooks);
}

function questionOf({ transactionid }, sent) {
  return { transaction: transactionid, user: sent.get("user"), pass: sent.get("pass") };
}

function wordsFor({ message }, picture) {
  if (picture !== undefined) return form.dataset.scan;
  return message || (answer.hidden ? form.dataset.confirm : form.dataset.asked);
}

function nextInput() {
  return (answer.hidden ? form : answer).querySelector("input[type=password]");
}

function showPicture(picture, link) {
  figure.hidden = picture === undefined;
  if (picture === undefined) return;
  figure.querySelector("img").src = picture;
  const open = figure.querySelector("a");
  open.hidden = !/^lseqr:\/\//.test(link ?? "");
  if (!open.hidden) open.href = link;
}

/** Looks whether the question was answered elsewhere, until another one is asked. */
async function watch(mine, looks) {
  await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  if (question !== mine) return;
  const state = await stateOf(mine);
  if (question !== mine) return;
  if (state === "open" && looks > 1) return watch(mine, looks - 1);
  question = undefined;
  answer.hidden = true;
  figure.hidden = true;
  if (state === "accepted") show("accepted", form.dataset.accepted);
  else show("refused", state === "rejected" ? form.dataset.rejected : form.dataset.expired);
}

async function stateOf({ transaction, user, pass }) {
  const fields = new URLSearchParams({ transactionid: transaction, user, pass });
  const response = await fetch("/validate/check_status", { method: "POST", body: fields }).catch(
    () => undefined,
  );
  if (response === undefined) return "open";
  const { result, detail } = await response.json();
  const found = Object.values(detail?.transactions ?? {});
  if (result?.value !== true || found.length === 0) return "expired";
  if (found.some((each) => each.valid_tan === true && each.reject !== true)) return "accepted";
  return found.some((each) => each.reject === true) ? "rejected" : "open";
}

function show(kind, text) {
  outcome.dataset.outcome = kind;
  outcome.textContent = text;
}
