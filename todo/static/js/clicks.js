/** Ignores double clicks on buttons, and a held Enter. */
export function filterClicks() {
  document.addEventListener("click", ignoreDoubleClick, { capture: true });
  document.addEventListener("keydown", ignoreHeldEnter, { capture: true });
}

/** After the first click, another button may have moved under the pointer. */
function ignoreDoubleClick(event) {
  if (event.detail > 1 && event.target.closest("button")) event.preventDefault();
}

function ignoreHeldEnter(event) {
  const isText = event.target.matches("textarea");
  if (event.key === "Enter" && event.repeat && !isText) event.preventDefault();
}
