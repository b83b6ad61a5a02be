/** Announces the list to screen readers after each swap, unless there is a message. */
export function announceList() {
  const region = document.createElement("p");
  region.className = "unseen";
  region.setAttribute("aria-live", "polite");
  document.body.append(region);
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx.target?.id !== "content") return;
    const hasMessage = document.querySelector("#status .message") !== null;
    region.textContent = hasMessage ? "" : describeList();
  });
}

function describeList() {
  const list = document.querySelector("#page-list");
  if (!list) return "";
  const number = list.querySelectorAll(".tasks > li").length;
  const empty = list.querySelector(".empty p")?.textContent.trim();
  return empty ?? `${number} ${number === 1 ? "task" : "tasks"} shown.`;
}
