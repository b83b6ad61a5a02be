// Puts fragments from the server into the page.
import htmx from "../vendor/htmx.esm.min.js";
import { insertAlert } from "./alerts.js";
import { keepEditedItems, openEditor } from "./editors.js";
import { showLocalTimes } from "./times.js";

let morph;

/** Puts the parts of a fragment into the places that they name. */
export async function showFragment(text) {
  await htmx.swap({ text, sourceElement: document.body, swap: "none" });
}

const SWAPS = { list: swapList, edit: openEditor, alert: (_, alert) => insertAlert(alert) };

function swapList(list, state) {
  keepEditedItems(list, state);
  morph(list, state, true);
}

function swapPart(style, target, part) {
  showLocalTimes(part);
  SWAPS[style](target, part);
  return [];
}

function init(api) {
  const policy = { createHTML: (html) => html };
  api.initSecurity(window.trustedTypes?.createPolicy("htmx", policy));
  morph = api.morph;
}

htmx.config.history = false; // the browser navigates
htmx.config.includeIndicatorCSS = false;
htmx.registerExtension("todo", { init, handle_swap: swapPart });
