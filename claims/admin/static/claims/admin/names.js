/* Names for what the stock admin's widgets leave without one, for those who listen to the page. */
"use strict";

function nameSelect(select) {
  const label = select.labels && select.labels[0];
  const container = select.nextElementSibling;
  if (!label || !container || !container.classList.contains("select2")) return;
  const name = label.textContent.trim().replace(/:$/, "");
  container
    .querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")
    .forEach((part) => {
      const shown = part.getAttribute("aria-labelledby");
      if (!label.id) label.id = `${select.id}_label`;
      if (shown) part.setAttribute("aria-labelledby", `${label.id} ${shown}`);
      else part.setAttribute("aria-label", name);
    });
}

// jQuery calls those who wait for the page in the order in which they asked: after Select2.
window.django?.jQuery?.(() => {
  document.querySelectorAll("select.admin-autocomplete").forEach(nameSelect);
});

// The intake page puts another form in place, and says so.
document.addEventListener("claims:panel", (event) => {
  event.detail.querySelectorAll("select.admin-autocomplete").forEach(nameSelect);
});

window.addEventListener("load", () => {
  document.querySelectorAll(".help-tooltip[aria-label]").forEach((icon) => {
    icon.setAttribute("role", "img");
  });
});
