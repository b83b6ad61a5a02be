// Keeps track of the items of the list that are being edited.
const editors = new WeakMap(); // what an edited item showed before, and if that is stale

export const itemOf = (element) => element?.closest?.(".tasks > li");
const isEdited = (item) => editors.has(item);

/** Shows a form in the place of an item's content, or another form after it was sent. */
export function openEditor(item, form) {
  const { content } = editors.get(item) ?? { content: [...item.childNodes] };
  editors.set(item, { content, isStale: isEdited(item) });
  item.setAttribute("hx-morph-skip", "");
  item.replaceChildren(form);
}

/** Shows the content of an item again, and returns whether it is stale. */
export function closeEditor(item) {
  if (!isEdited(item)) return false;
  const { content, isStale } = editors.get(item);
  editors.delete(item);
  item.removeAttribute("hx-morph-skip");
  item.replaceChildren(...content);
  return isStale;
}

/** Adds the edited items to a new state of the list that does not contain them. */
export function keepEditedItems(list, state) {
  for (const item of [...list.querySelectorAll(".tasks > li")].filter(isEdited)) {
    editors.get(item).isStale = true;
    if (!state.getElementById(item.id)) insertPlaceholder(item, state);
  }
}

/** Inserts an empty item, which a morph replaces by the edited one. */
function insertPlaceholder(item, state) {
  const placeholder = document.createElement("li");
  placeholder.id = item.id;
  const previous = preceding(item).map((id) => state.getElementById(id)).find(Boolean);
  if (previous) previous.after(placeholder);
  else itemsIn(state, item.parentElement).prepend(placeholder);
}

function itemsIn(state, list) {
  const items = state.querySelector(".tasks");
  if (items) return items;
  const created = list.cloneNode(false);
  state.append(created);
  return created;
}

/** Returns the ids of the items before an item, the nearest first. */
export function preceding(item) {
  const ids = [];
  for (let other = item; (other = other.previousElementSibling); ) ids.push(other.id);
  return ids;
}
