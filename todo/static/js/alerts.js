const LONG_ENOUGH = 300; // for browsers to tell screen readers about the page

const bar = () => document.querySelector("#status");

/** Shows a text in the message bar, as an alert. */
export function showAlert(...paragraphs) {
  const message = document.createElement("div");
  message.className = "message is-bad";
  message.setAttribute("role", "alert");
  insertAlert(message);
  paragraphs.forEach(addToAlert);
}

/** Puts an alert into the message bar, where only messages with an Undo stay. */
export function insertAlert(alert) {
  for (const shown of [...bar().children]) {
    if (!shown.querySelector("[data-key=u]")) shown.remove();
  }
  bar().prepend(alert);
}

/** Adds a paragraph to the alert in the message bar. */
export function addToAlert(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  document.querySelector("#status [role=alert]")?.append(paragraph);
}

/** Has the message that the page came with announced: screen readers say what changes. */
export function announceMessage() {
  const message = bar().firstElementChild;
  if (message) addEventListener("load", () => setTimeout(insertAgain, LONG_ENOUGH, message));
}

function insertAgain(message) {
  const isInUse = message.contains(document.activeElement);
  if (message.parentElement === bar() && !isInUse) bar().replaceChildren(...bar().childNodes);
}
