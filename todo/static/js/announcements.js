const region = document.createElement("p");
region.className = "unseen";
region.setAttribute("aria-live", "polite");
document.body.append(region);

const items = () => [...document.querySelectorAll(".tasks > li")].map(({ id }) => id);
const messages = () => document.querySelector("#status").textContent;

/** Returns a function that announces how the list has changed, if no message does. */
export function announceChanges() {
  const before = [items().join(), messages()];
  return () => {
    const isChanged = items().join() !== before[0] && messages() === before[1];
    region.textContent = isChanged ? describeList() : "";
  };
}

function describeList() {
  const number = items().length;
  const empty = document.querySelector(".empty p")?.textContent.trim();
  return empty ?? `${number} ${number === 1 ? "task" : "tasks"} shown.`;
}
