/** Returns whether the page was loaded by Back, Forward or a restored session. */
export function isReturn() {
  return performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}
