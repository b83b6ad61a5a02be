// Swaps parts of the page in place of loading it: what htmx does, and what it leaves
// to us.
import htmx from "../vendor/htmx.esm.min.js";
import { rememberFocus, restoreFocus } from "./focus.js";
import { offerShortcuts } from "./shortcuts.js";
import { showLocalTimes } from "./times.js";

const SECONDS = 20;
const UNREACHABLE =
  "The site cannot be reached. What you typed is still here: try again in a moment.";

/** Lets htmx answer links and forms, and tidies up around each swap. */
export function enhance() {
  htmx.config.defaultTimeout = SECONDS * 1000;
  htmx.config.includeIndicatorCSS = false;
  document.addEventListener("htmx:before:history:update", keepHistoryShort);
  document.addEventListener("htmx:before:swap", rememberFocus);
  document.addEventListener("htmx:after:swap", tidyUp);
  document.addEventListener("htmx:error", sayUnreachable);
  document.addEventListener("keydown", cancelEdit);
}

/** Only what can be opened again gets an entry of its own in the history. */
function keepHistoryShort(event) {
  const { history, sourceElement, response } = event.detail;
  const isRefusedForm = response.status >= 400 && isPost(sourceElement);
  if (isRefusedForm) {
    event.preventDefault();
  } else if (history.path === location.pathname + location.search) {
    history.type = "replace";
  }
}

function isPost(element) {
  return element instanceof HTMLFormElement && element.method === "post";
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
  restoreFocus(ctx);
}

function emptyWhenSent(ctx) {
  const form = ctx.request?.form;
  const isTaken = ctx.response?.status < 400;
  if (isTaken && form?.isConnected && form.matches("[data-empty-when-sent]")) {
    form.reset();
  }
}

/** What is typed in the place of an item outlives a change of the list around it. */
function protectEdits() {
  for (const item of document.querySelectorAll(".tasks > li")) {
    item.toggleAttribute("hx-morph-skip", item.querySelector("[data-edit]") !== null);
  }
}

function sayUnreachable(event) {
  if (event.detail.error?.name === "AbortError" && !event.detail.ctx) return;
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
