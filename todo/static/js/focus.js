/** Moves the focus to what says that the form has a problem. */
export function focusOnProblem(root) {
  root.querySelector("[data-focus]")?.focus();
}
