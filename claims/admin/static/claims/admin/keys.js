/* Single keys for the queue. They work while no field has the focus, and can be switched off. */
"use strict";

const KEY_STORE = "claims-keys-off";
// The intake page has keys of its own; the switch for them is the one below.
const ownKeys = document.querySelector("[data-own-keys]") !== null;
const keysOff = () => window.localStorage.getItem(KEY_STORE) === "1";

function typing(target) {
  return target.closest("input, select, textarea, [contenteditable], .select2-container") !== null;
}

function moveInList(step) {
  const links = [...document.querySelectorAll("#result_list tbody th a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[Math.max(0, Math.min(links.length - 1, next))].focus();
}

const ACTIONS = {
  j: () => moveInList(1),
  k: () => moveInList(-1),
  "/": () => document.getElementById("searchbar")?.focus(),
  e: () => document.querySelector("#evidence-rows .evidence-row:last-child select")?.focus(),
  u: () => {
    const link = document.querySelector(".review-page .breadcrumbs a:last-of-type");
    if (link) link.click();
  },
};

document.addEventListener("keydown", (event) => {
  if (ownKeys || keysOff() || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (!button && !(event.key in ACTIONS)) return;
  event.preventDefault();
  if (button) button.click();
  else ACTIONS[event.key]();
});

document.querySelectorAll(".keys").forEach((line) => {
  const control = line.querySelector(".keys-switch");
  const say = () => { control.textContent = keysOff() ? "Switch keys on" : "Switch keys off"; };
  line.hidden = false;
  say();
  control.addEventListener("click", () => {
    window.localStorage.setItem(KEY_STORE, keysOff() ? "" : "1");
    say();
  });
});
