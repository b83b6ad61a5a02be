// Shows that there are drafts, and lets people discard them.

const NOTICE = ".draft-notice";

/** Shows in a form that its words are a draft, unless it shows that already. */
export function showNotice(form, discard) {
  if (form.querySelector(NOTICE)) return;
  const notice = element("div", { className: "draft-notice" });
  notice.setAttribute("aria-live", "polite");
  form.prepend(notice);
  // Screen readers announce what changes in a region, not what it begins with.
  requestAnimationFrame(() => {
    notice.append(
      element("p", { textContent: "Your unsaved words are back." }),
      button("Discard", "", discard),
    );
  });
}

/** Removes the notice from a form. */
export function hideNotice(form) {
  form.querySelector(NOTICE)?.remove();
}

/**
 * Shows the drafts whose forms are not on the page, where the page has room for them.
 *
 * @param drafts pairs of places and drafts.
 * @param discard function that deletes the draft of a place.
 */
export function showLeftovers(drafts, discard) {
  for (const list of document.querySelectorAll("[data-leftovers]")) {
    const only = list.dataset.leftovers;
    const places = drafts.filter(([place]) => only === "" || only === place);
    const shown = places.map(([place, { title }]) => [place, title]);
    if (list.dataset.shown === JSON.stringify(shown)) continue;
    list.dataset.shown = JSON.stringify(shown);
    const lines = shown.map(([place, title]) => leftover(place, title, discard));
    list.replaceChildren(...lines);
  }
}

function leftover(place, title, discard) {
  const line = element("p", { className: "draft-notice" });
  const name = title || "a new task";
  const link = element("a", { className: "quiet", href: place });
  link.textContent = "Continue editing";
  link.setAttribute("aria-label", `Continue editing: ${name}`);
  link.addEventListener("click", editInPlace);
  const words = element("span", { textContent: "Unsaved words for " });
  if (title) words.append("\"", element("bdi", { textContent: title }), "\".");
  else words.append("a new task.");
  const press = () => {
    discard(place);
    const wanted = ["[data-leftovers] button", "#new-title", "main a"];
    wanted.map((selector) => document.querySelector(selector)).find(Boolean).focus();
  };
  line.append(words, link, button("Discard", `Discard: ${name}`, press));
  return line;
}

/** Follows the item's own link to the form, if the item is on the page. */
function editInPlace(event) {
  const { target } = event;
  const links = [...document.querySelectorAll(".tasks [data-key=e]")];
  const same = links.find((link) => link.href === target.href);
  const isForBrowser = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!same || isForBrowser) return;
  event.preventDefault();
  same.click();
}

function button(label, name, press) {
  const made = element("button", { type: "button", className: "quiet" });
  made.textContent = label;
  if (name) made.setAttribute("aria-label", name);
  made.addEventListener("click", press);
  return made;
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
