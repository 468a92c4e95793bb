/* Single keys of the intake page. They work while no field has the focus; the switch is keys.js's. */

import { currentPk, move, numberOf, propose, showAll, submit, tell, undo } from "./core.js";
import { recordSelected } from "./selecting.js";

const KEY_STORE = "claims-keys-off"; // the same as in keys.js
const root = document.getElementById("intake");
const panel = document.getElementById("panel");
const help = document.getElementById("help");

const keysOff = () => window.localStorage.getItem(KEY_STORE) === "1";
// A letter means nothing to a radio button: the keys go on working there.
const FIELDS = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable], .select2-container";
const typing = (target) => target.closest(FIELDS) !== null;

function press(value) {
  const button = panel.querySelector(`button[name="_step"][value="${value}"]`);
  if (button) submit(button.form, button);
  else tell("That can’t be done here.");
}

/* Into the fields: to the name where nobody is named yet, else to the statement. */
function edit() {
  const form = panel.querySelector("#panel-form");
  const nameless = form?.querySelector(".choice:has(input[value=new]:checked) [name=new_name]:enabled");
  const field = nameless && !nameless.value
    ? nameless
    : form?.querySelector("[name=statement]:enabled") || form?.querySelector("textarea:enabled");
  if (!field) return tell("There is nothing to edit here.");
  panel.classList.add("raised");
  field.focus();
  return undefined;
}

/* Out of the fields, back to the suggestion's number in the text. */
function leave() {
  const reasons = panel.querySelector(".reject[open]");
  if (reasons) reasons.open = false;
  panel.classList.remove("raised");
  (numberOf(currentPk()) || panel.querySelector("#panel-title"))?.focus({ preventScroll: true });
}

function reject() {
  const reasons = panel.querySelector(".reject");
  if (!reasons) return tell("That can’t be done here.");
  reasons.open = true;
  reasons.querySelector("button").focus();
  return tell("Why? 1 to 6, or Escape.");
}

function choose(digit) {
  const button = panel.querySelector(`.reject[open] button[data-digit="${digit}"]`);
  if (!button) return;
  const note = panel.querySelector(".reject input[name=note]");
  if (button.value === "other" && note && !note.value.trim()) {
    note.focus();
    tell("Say why in the note, then press Enter.");
  } else {
    submit(button.form, button);
  }
}

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press("accept"),
  p: () => press("publish"),
  e: edit,
  x: reject,
  u: undo,
  m: recordSelected,
  c: () => { const form = panel.querySelector("#panel-form[data-proposed-true]"); if (form) propose(form); },
  f: () => showAll(root.dataset.show === "undecided" ? "all" : "undecided"),
  "?": () => help.showModal(),
};

function inTheNote(event) {
  if (event.key !== "Enter" || event.target.name !== "note") return false;
  const other = panel.querySelector('.reject button[value="other"]');
  submit(other.form, other);
  return true;
}

function onKey(event) {
  if (help.open || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "Escape" && panel.contains(event.target)) return leave();
  if (inTheNote(event)) return event.preventDefault();
  if (keysOff() || typing(event.target)) return undefined;
  if (/^[1-6]$/.test(event.key) && panel.querySelector(".reject[open]")) {
    event.preventDefault(); // or it would be typed into the note
    return choose(event.key);
  }
  if (!Object.hasOwn(ACTIONS, event.key) || event.repeat) return undefined;
  event.preventDefault();
  return ACTIONS[event.key]();
}

if (root && panel && help) {
  document.addEventListener("keydown", onKey);
  document.getElementById("help-open")?.addEventListener("click", () => help.showModal());
  help.addEventListener("click", (event) => { if (event.target === help) help.close(); });
}
