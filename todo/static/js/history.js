// What Back and Forward lead to.

const KEPT = ["title", "text", "token", "version"];
const DONE_WITH = "[data-empty-when-sent], [action$='/edit']";

let shown = address();

function address() {
  return location.pathname + location.search;
}

/** Keeps the history as it would be without swaps. */
export function keepHistory() {
  document.addEventListener("htmx:before:history:update", leavePage);
  document.addEventListener("htmx:before:history:restore", stayOnPage);
  document.addEventListener("htmx:after:swap", () => (shown = address()));
}

/** Tells whether a swap answers Back or Forward. */
export function isReturn(ctx) {
  return "HX-History-Restore-Request" in (ctx.request?.headers ?? {});
}

/** Notes what was typed and where the person was; no page follows itself. */
function leavePage(event) {
  const { history: action, sourceElement: source } = event.detail;
  if (action.path === address()) action.type = "replace";
  else history.replaceState({ ...history.state, ...noted(source) }, "");
}

function noted(source) {
  const forms = [...document.querySelectorAll("main form")];
  const kept = forms.filter((form) => form !== source || !form.matches(DONE_WITH));
  return {
    item: source.closest(".tasks > li")?.id,
    fields: kept.flatMap((form) => fieldsOf(form).map(describe)),
  };
}

const actionOf = (form) => form.getAttribute("action");
const fieldsOf = (form) => [...form.elements].filter(({ name }) => KEPT.includes(name));
const describe = ({ form, name, value }) => ({ action: actionOf(form), name, value });

/** A link to a field is no other page, though the browser goes back from it. */
function stayOnPage(event) {
  if (event.detail.path === shown) event.preventDefault();
}

/** Puts back what was typed, and returns the item that the person left from. */
export function returnToPage() {
  const { fields = [], item } = history.state ?? {};
  const present = [...document.querySelectorAll("main form")].flatMap(fieldsOf);
  for (const { action, name, value } of fields) {
    const field = present.find((box) => box.name === name && actionOf(box.form) === action);
    if (field) field.value = value;
  }
  return item && document.getElementById(item);
}
