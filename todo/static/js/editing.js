// Edits tasks in their places in the list.
import { act, refreshList } from "./acts.js";
import { closeEditor, itemOf } from "./editors.js";
import { focusInItem } from "./focus.js";

const EDIT = "[data-key=e]";
const CANCEL = "[data-cancel]";

const opening = new Set();
const saving = new WeakSet();

/** Registers the handlers of the links "Edit" and "Cancel", and of Escape. */
export function editInPlace() {
  document.addEventListener("click", handleClick);
  document.addEventListener("keydown", cancelOnEscape);
}

function handleClick(event) {
  const link = event.target.closest?.("a");
  const item = itemOf(link);
  const isForBrowser = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!item || isForBrowser || !link.matches(`${EDIT}, ${CANCEL}`)) return;
  event.preventDefault();
  if (link.matches(EDIT)) open(link, item.id);
  else cancel(item);
}

async function open(link, item) {
  if (opening.has(item)) return;
  opening.add(item);
  await act(link.getAttribute("href"), { item });
  opening.delete(item);
}

function cancel(item) {
  if (close(item)) refreshList();
}

function close(item) {
  const hasFocus = item.contains(document.activeElement);
  const isStale = closeEditor(item);
  if (hasFocus) focusInItem(item);
  return isStale;
}

/** Sends an edit. Nothing can be typed until it is answered, because that would be lost. */
export async function save(form) {
  if (saving.has(form)) return;
  const item = itemOf(form);
  const body = new URLSearchParams(new FormData(form));
  saving.add(form);
  setReadOnly(form, true);
  const onAccepted = () => close(item);
  await act(form.getAttribute("action"), { body: () => body, item: item.id, onAccepted });
  saving.delete(form);
  setReadOnly(form, false);
}

function setReadOnly(form, isReadOnly) {
  for (const field of form.elements) field.readOnly = isReadOnly;
}

function cancelOnEscape(event) {
  if (event.key !== "Escape" || event.isComposing || event.keyCode === 229) return;
  event.target.closest?.("[data-edit]")?.querySelector(CANCEL)?.click();
}
