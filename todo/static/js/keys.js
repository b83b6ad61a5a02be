import { areShortcutsOn } from "./shortcuts.js";

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const STEPS = { j: 1, k: -1 };

/**
 * Handles the keys that the help page lists.
 *
 * @param visit function that shows the page at a URL.
 */
export function listenToKeys(visit) {
  document.addEventListener("keydown", (event) => {
    const { key, repeat } = event;
    if (isIgnored(event)) return;
    const isHandled = key in STEPS ? move(STEPS[key]) : !repeat && press(key, visit);
    if (isHandled) event.preventDefault();
  });
}

function isIgnored(event) {
  const isModified = event.ctrlKey || event.altKey || event.metaKey;
  const isTyping = event.target.closest?.(TYPING);
  return isModified || isTyping || event.isComposing || !areShortcutsOn();
}

const items = () => [...document.querySelectorAll(".tasks > li")];
const current = () => document.activeElement?.closest(".tasks > li");

function move(step) {
  const all = items();
  const at = all.indexOf(current());
  const next = at < 0 ? (step > 0 ? all[0] : all.at(-1)) : all[at + step];
  next?.querySelector("a, input:not([type=hidden])")?.focus();
  return next !== undefined;
}

function press(key, visit) {
  const element = find(`[data-key="${CSS.escape(key)}"]`);
  if (element?.matches(TYPING)) element.focus();
  else if (element) element.click();
  else return openForm(key, visit);
  return true;
}

/** Opens the form for a new task on `n`, if the page itself has none. */
function openForm(key, visit) {
  const address = key === "n" && document.querySelector("main").dataset.new;
  if (!address) return false;
  visit(address).then(() => document.querySelector("#title")?.focus());
  return true;
}

/** Returns the first match in the focused task, else the first outside the list. */
function find(selector) {
  const inItem = current()?.querySelector(selector);
  if (inItem) return inItem;
  const found = [...document.querySelectorAll(selector)];
  return found.find((element) => !element.closest(".tasks > li"));
}
