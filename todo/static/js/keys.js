import { areShortcutsOn } from "./shortcuts.js";

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const STEPS = { j: 1, k: -1 };
const SIGNS = { Digit3: "#", Slash: "/" };
const isMac = /Mac|iP/.test(navigator.platform);

/** Handles the keys that the help page lists. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (isIgnored(event)) return;
    const key = keyOf(event);
    const isHandled = key in STEPS ? move(STEPS[key]) : !event.repeat && press(key);
    if (isHandled) event.preventDefault();
  });
}

function isIgnored(event) {
  const isComposing = event.isComposing || event.keyCode === 229;
  const isTyping = event.target.closest?.(TYPING);
  return isComposing || isTyping || isCommand(event) || !areShortcutsOn();
}

/** Returns whether Ctrl, Alt or Meta is held for another reason than to type a sign. */
function isCommand(event) {
  const { altKey, ctrlKey, metaKey, key } = event;
  if (!altKey && !ctrlKey && !metaKey) return false;
  const isAltGr = event.getModifierState("AltGraph") || (ctrlKey && altKey);
  return metaKey || /^[\p{L}\d]$/u.test(key) || !(isAltGr || (isOption(event) && !ctrlKey));
}

/** On a Mac, Option types signs. Elsewhere, Alt does not change what a key types. */
function isOption({ altKey, code, shiftKey }) {
  return altKey && (isMac || (code.startsWith("Digit") && !shiftKey));
}

/** Returns the key by its letter or sign; on a layout without Latin letters by its place. */
function keyOf({ key, code, shiftKey }) {
  const isLatin = key.length > 1 || /[\p{ASCII}\p{Script=Latin}]/u.test(key);
  if (isLatin) return shiftKey || !/^[A-Z]$/.test(key) ? key : key.toLowerCase();
  if (code.startsWith("Key") && !shiftKey) return code.slice(3).toLowerCase();
  return (shiftKey ? code === "Digit3" : code === "Slash") ? SIGNS[code] : key;
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

function press(key) {
  const element = find(`[data-key="${CSS.escape(key)}"]`);
  if (element?.matches(TYPING)) element.focus();
  else if (element) element.click();
  else return key === "n" && openForm();
  return true;
}

/** Opens the form for a new task, from a page that has none. */
function openForm() {
  const title = document.querySelector("#title");
  if (title) title.focus();
  else location.assign(`${document.querySelector("main").dataset.new}#title`);
  return true;
}

/** Returns the first match in the focused task, else the first outside the list. */
function find(selector) {
  const inItem = current()?.querySelector(selector);
  if (inItem) return inItem;
  const found = [...document.querySelectorAll(selector)];
  return found.find((element) => !element.closest(".tasks > li"));
}
