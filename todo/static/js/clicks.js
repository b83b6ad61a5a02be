/** Hides clicks for the browser from htmx; ignores double clicks and a held Enter. */
export function filterClicks() {
  document.addEventListener("click", filterClick, { capture: true });
  document.addEventListener("keydown", ignoreHeldEnter, { capture: true });
}

function filterClick(event) {
  if (isForBrowser(event)) event.stopPropagation();
  else if (isDoubleClick(event)) event.preventDefault();
}

/** Ctrl-click opens a link in a new tab, for example, but htmx would cancel it. */
function isForBrowser(event) {
  const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return isModified && event.target.closest("a[href]") !== null;
}

/** After the first click, another button may have moved under the pointer. */
function isDoubleClick(event) {
  return event.detail > 1 && event.target.closest("button") !== null;
}

function ignoreHeldEnter(event) {
  const isText = event.target.matches("textarea");
  if (event.key === "Enter" && event.repeat && !isText) event.preventDefault();
}
