/* "Add another source": a copy of the blank row. Without this file each save brings one more. */
"use strict";

const rows = document.getElementById("evidence-rows");
const blank = document.getElementById("evidence-blank");
const button = document.getElementById("add-evidence");
const total = document.querySelector("[name=evidence-TOTAL_FORMS]");

if (rows && blank && button && total) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const number = total.value;
    const copy = document.createElement("template");
    copy.innerHTML = blank.innerHTML.replaceAll("__prefix__", number);
    rows.append(copy.content);
    total.value = String(Number(number) + 1);
    rows.lastElementChild.querySelector("select, input").focus();
  });
}
