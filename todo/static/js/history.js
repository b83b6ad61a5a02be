// Makes Back and Forward restore what was typed.

const KEPT = ["title", "text", "token", "version"];
const NOT_KEPT = "[data-empty-when-sent], [action$='/edit']";

let shown = address();

function address() {
  return location.pathname + location.search;
}

/** Saves and restores pages, so that the history works as it does without htmx. */
export function keepHistory() {
  document.addEventListener("htmx:before:history:update", savePage);
  document.addEventListener("htmx:before:history:restore", ignoreFragmentLinks);
  document.addEventListener("htmx:after:swap", () => (shown = address()));
}

/** Returns whether a swap was caused by Back or Forward. */
export function isReturn(ctx) {
  return "HX-History-Restore-Request" in (ctx.request?.headers ?? {});
}

/** Saves the page in its history entry. A link to the same page adds no entry. */
function savePage(event) {
  const { history: action, sourceElement: source } = event.detail;
  if (action.path === address()) action.type = "replace";
  else history.replaceState({ ...history.state, ...stateOf(source) }, "");
}

function stateOf(source) {
  const forms = [...document.querySelectorAll("main form")];
  const kept = forms.filter((form) => form !== source || !form.matches(NOT_KEPT));
  return {
    item: source.closest(".tasks > li")?.id,
    fields: kept.flatMap((form) => fieldsOf(form).map(describe)),
  };
}

const actionOf = (form) => form.getAttribute("action");
const fieldsOf = (form) => [...form.elements].filter(({ name }) => KEPT.includes(name));
const describe = ({ form, name, value }) => ({ action: actionOf(form), name, value });

/** Stops htmx from reloading the page when Back returns from a link within it. */
function ignoreFragmentLinks(event) {
  if (event.detail.path === shown) event.preventDefault();
}

/** Restores what was typed, and returns the item that was last used. */
export function restorePage() {
  const { fields = [], item } = history.state ?? {};
  const present = [...document.querySelectorAll("main form")].flatMap(fieldsOf);
  for (const { action, name, value } of fields) {
    const field = present.find((box) => box.name === name && actionOf(box.form) === action);
    if (field) field.value = value;
  }
  return item && document.getElementById(item);
}
