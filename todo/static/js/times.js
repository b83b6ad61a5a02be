const pad = (number) => String(number).padStart(2, "0");

const localText = (time) =>
  `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())} ` +
  `${pad(time.getHours())}:${pad(time.getMinutes())}`;

/** Shows times in the local zone, with the UTC form as a tooltip. */
export function showLocalTimes(root) {
  for (const element of root.querySelectorAll("time[datetime]:not([title])")) {
    const time = new Date(element.dateTime);
    if (!Number.isNaN(time.getTime())) {
      element.title = element.textContent;
      element.textContent = localText(time);
    }
  }
}

// This module blocks rendering, so that times do not change on screen.
showLocalTimes(document);
