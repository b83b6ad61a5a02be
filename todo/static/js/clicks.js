/** Keeps from htmx what it must not have: clicks for the browser, and second ones. */
export function sortClicks() {
  document.addEventListener("click", sortClick, { capture: true });
  document.addEventListener("keydown", stopHeldEnter, { capture: true });
}

function sortClick(event) {
  if (isForBrowser(event)) event.stopPropagation();
  else if (isSecond(event)) event.preventDefault();
}

/** Ctrl and its like open a link elsewhere; htmx takes the click and drops it. */
function isForBrowser(event) {
  const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return isModified && event.target.closest("a[href]") !== null;
}

/** After the first of two clicks another button may stand under the pointer. */
function isSecond(event) {
  return event.detail > 1 && event.target.closest("button") !== null;
}

function stopHeldEnter(event) {
  const isText = event.target.matches("textarea");
  if (event.key === "Enter" && event.repeat && !isText) event.preventDefault();
}
