import { areShortcutsOn } from "./shortcuts.js";

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

/** Listens to the keys that the help page lists. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (rests(event)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (step ? move(step) : press(event.key)) event.preventDefault();
  });
}

function rests(event) {
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
  next?.querySelector("a, input, button")?.focus();
  return next !== undefined;
}

function press(key) {
  const element = find(`[data-key="${CSS.escape(key)}"]`);
  if (!element) return openForm(key);
  if (element.matches(TYPING)) {
    element.focus();
  } else {
    element.click();
  }
  return true;
}

/** Where no box takes a new task, its page does. */
function openForm(key) {
  const address = key === "n" && document.querySelector("main").dataset.new;
  if (address) location.assign(address);
  return Boolean(address);
}

/** What a key means for the task with the focus, else for the page. */
function find(selector) {
  const inItem = current()?.querySelector(selector);
  if (inItem) return inItem;
  const found = [...document.querySelectorAll(selector)];
  return found.find((element) => !element.closest(".tasks > li"));
}
