// Swaps parts of the page in place of loading it: what htmx does, and what it leaves
// to us.
import htmx from "../vendor/htmx.esm.min.js";
import { rememberFocus, restoreFocus } from "./focus.js";
import { isReturn, keepHistory, returnToPage } from "./history.js";
import { offerShortcuts } from "./shortcuts.js";
import { showLocalTimes } from "./times.js";

const SECONDS = 20;
const MAIN = { target: "#content", swap: "innerMorph show:none", push: "true" };
const UNREACHABLE =
  "The site cannot be reached. What you typed is still here: try again in a moment.";

/** Lets htmx answer links and forms, and tidies up around each swap. */
export function enhance() {
  htmx.config.defaultTimeout = SECONDS * 1000;
  htmx.config.morphIgnore.push("hx-sync");
  document.addEventListener("htmx:before:init", queueUp);
  document.addEventListener("htmx:before:swap", rememberFocus);
  document.addEventListener("htmx:after:swap", tidyUp);
  document.addEventListener("htmx:error", sayUnreachable);
  document.addEventListener("keydown", cancelEdit);
  keepHistory();
}

/** Shows another page, as a link to it would. */
export async function visit(address) {
  await htmx.ajax("GET", address, MAIN);
}

/** One request after the other: each answer shows what those before it have done. */
function queueUp(event) {
  event.target.setAttribute("hx-sync", "#content:queue all");
}

function tidyUp(event) {
  const { ctx } = event.detail;
  emptyWhenSent(ctx);
  for (const box of document.querySelectorAll("input[type=search]")) {
    if (box !== document.activeElement) box.value = box.defaultValue;
  }
  protectEdits();
  showLocalTimes(document);
  offerShortcuts(document);
  restoreFocus(ctx, isReturn(ctx) ? { item: returnToPage() } : undefined);
}

/** What was typed while the answer was on its way stays. */
function emptyWhenSent(ctx) {
  const form = ctx.request?.form;
  const isTaken = ctx.response?.status < 400;
  if (!isTaken || !form?.isConnected || !form.matches("[data-empty-when-sent]")) return;
  const field = form.elements.title;
  if (field.value === ctx.request.body.get("title")) field.value = "";
}

/** What is typed in the place of an item outlives a change of the list around it. */
function protectEdits() {
  for (const item of document.querySelectorAll(".tasks > li")) {
    item.toggleAttribute("hx-morph-skip", item.querySelector("[data-edit]") !== null);
  }
}

function sayUnreachable(event) {
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
