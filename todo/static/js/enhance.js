// Swaps parts of pages with htmx instead of loading whole pages.
import htmx from "../vendor/htmx.esm.min.js";
import { rememberFocus, restoreFocus } from "./focus.js";
import { isReturn, keepHistory, restorePage } from "./history.js";
import { connectCheckbox } from "./shortcuts.js";
import { showLocalTimes } from "./times.js";

const SECONDS = 20;
const MAIN = { target: "#content", swap: "innerMorph show:none", push: "true" };
const UNREACHABLE =
  "The site cannot be reached. What you typed is still here: try again in a moment.";

/** Configures htmx, and registers the handlers of its events. */
export function enhance() {
  htmx.config.defaultTimeout = SECONDS * 1000;
  htmx.config.morphIgnore.push("hx-sync");
  document.addEventListener("htmx:before:init", queueRequests);
  document.addEventListener("htmx:before:swap", rememberFocus);
  document.addEventListener("htmx:after:swap", updatePage);
  document.addEventListener("htmx:error", showUnreachable);
  document.addEventListener("keydown", cancelEdit);
  keepHistory();
}

/** Shows another page, as clicking a link would. */
export async function visit(address) {
  await htmx.ajax("GET", address, MAIN);
}

/** Queues requests, so that each response includes the changes of those before it. */
function queueRequests(event) {
  event.target.setAttribute("hx-sync", "#content:queue all");
}

function updatePage(event) {
  const { ctx } = event.detail;
  clearSentForm(ctx);
  for (const box of document.querySelectorAll("input[type=search]")) {
    if (box !== document.activeElement) box.value = box.defaultValue;
  }
  protectEditForms();
  showLocalTimes(document);
  connectCheckbox(document);
  restoreFocus(ctx, isReturn(ctx) ? { item: restorePage() } : undefined);
}

/** Clears a form that was accepted, unless its title has been changed since. */
function clearSentForm(ctx) {
  const form = ctx.request?.form;
  const isAccepted = ctx.response?.status < 400;
  if (!isAccepted || !form?.isConnected || !form.matches("[data-empty-when-sent]")) return;
  const field = form.elements.title;
  if (field.value === ctx.request.body.get("title")) field.value = "";
}

/** Keeps morphs of the list from overwriting an open edit form. */
function protectEditForms() {
  for (const item of document.querySelectorAll(".tasks > li")) {
    item.toggleAttribute("hx-morph-skip", item.querySelector("[data-edit]") !== null);
  }
}

function showUnreachable(event) {
  const { ctx } = event.detail;
  if (!ctx || ctx.text !== undefined) return;
  const message = document.createElement("div");
  message.className = "message is-bad";
  message.setAttribute("role", "alert");
  message.textContent = UNREACHABLE;
  document.querySelector("#status")?.replaceChildren(message);
}

function cancelEdit(event) {
  if (event.key !== "Escape" || event.isComposing) return;
  event.target.closest?.("[data-edit]")?.querySelector("[data-cancel]")?.click();
}
