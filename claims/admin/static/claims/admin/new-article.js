/* The new article's form: outlets beyond the first ones are offered while one types, a dropped
   file is taken, and the button says that the text is being read. */

const form = document.getElementById("new-article");
const outlet = form?.elements.namedItem("outlet");
const list = document.getElementById("known-outlets");
const text = form?.elements.namedItem("text");
const file = form?.elements.namedItem("file");
let timer = 0;

async function offer() {
  const query = new URLSearchParams({
    term: outlet.value, app_label: "claims", model_name: "article", field_name: "outlet",
  });
  const answer = await fetch(`${form.dataset.outlets}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { results } = await answer.json();
  const known = new Set([...list.options].map((option) => option.value));
  results.filter(({ text: name }) => !known.has(name)).forEach(({ text: name }) => list.append(new Option(name, name)));
}

if (form && outlet && list) {
  outlet.addEventListener("input", () => {
    window.clearTimeout(timer);
    if (outlet.value.trim().length > 1) timer = window.setTimeout(offer, 250); // milliseconds
  });
  text.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  text.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
    file.focus();
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("input[type=submit]");
    button.value = "Storing and reading…";
    button.setAttribute("aria-disabled", "true");
  });
}
