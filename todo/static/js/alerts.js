/** Shows a text in the message bar, as an alert. */
export function showAlert(...paragraphs) {
  const message = document.createElement("div");
  message.className = "message is-bad";
  message.setAttribute("role", "alert");
  document.querySelector("#status").replaceChildren(message);
  paragraphs.forEach(addToAlert);
}

/** Adds a paragraph to the alert in the message bar. */
export function addToAlert(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  document.querySelector("#status [role=alert]")?.append(paragraph);
}
