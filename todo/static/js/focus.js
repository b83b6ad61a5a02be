// Moves the focus to where people continue after an act.
import { itemOf, preceding } from "./editors.js";

/** Focuses the error summary, if there is one, and returns whether there is. */
export function focusOnProblem(root) {
  const problem = root.querySelector("[data-focus]");
  problem?.focus();
  return problem !== null;
}

/** Focuses what can be typed or chosen in an item, and returns whether there is such. */
export function focusInItem(item) {
  if (!item || focusOnProblem(item)) return item !== null;
  const title = item.querySelector("[data-edit] [name=title]");
  title?.setSelectionRange(title.value.length, title.value.length);
  (title ?? item.querySelector("[data-key=e]") ?? item.querySelector("a"))?.focus();
  return true;
}

/**
 * Returns what `restoreFocus` needs to know about the page before a swap.
 *
 * @param id the id of the item that the act is about.
 * @param origin the element that had the focus when the act began.
 */
export function rememberPlace(id, origin) {
  const focused = document.activeElement;
  const item = itemOf(focused) ?? document.getElementById(id);
  return {
    id,
    item: item?.id,
    key: focused.dataset.key,
    neighbours: item ? [...following(item), ...preceding(item)] : [],
    isUnmoved: focused === origin || focused === document.body,
    isNowhere: focused === document.body && !id,
  };
}

function following(item) {
  const ids = [];
  for (let other = item; (other = other.nextElementSibling); ) ids.push(other.id);
  return ids;
}

/** Moves the focus after a swap, unless it has been moved during the request. */
export function restoreFocus(kind, url, place) {
  const isLost = document.activeElement === document.body;
  const isEditor = document.getElementById(place.id)?.querySelector("[data-edit]");
  if (isEditor && (place.isUnmoved || isLost)) focusInItem(itemOf(isEditor));
  else if (isLost && !place.isNowhere && kind === "index") focusInList(url, place);
  else if (itemOf(document.activeElement)) keepInView(document.activeElement);
}

/** Moves the focus, but not the page, if the element that had it has disappeared. */
export function restoreLostFocus(place) {
  const isLost = document.activeElement === document.body && !place.isNowhere;
  if (isLost) focusInList("", place, { preventScroll: true });
}

function keepInView(element) {
  element.scrollIntoView({ block: "nearest" });
}

function focusInList(url, { item, key, neighbours }, options) {
  const restored = `task-${url.match(/[0-9a-f]{24}/)?.[0]}`;
  const same = document.getElementById(item);
  const next = [restored, ...neighbours].map((id) => document.getElementById(id));
  const target =
    same?.querySelector(`[data-key="${key}"]`) ??
    (same ?? next.find(Boolean))?.querySelector("a") ??
    document.querySelector("#new-title");
  target.focus(options);
}
