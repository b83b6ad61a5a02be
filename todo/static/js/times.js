const pad = (number) => String(number).padStart(2, "0");

const localText = (time) =>
  `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())} ` +
  `${pad(time.getHours())}:${pad(time.getMinutes())}`;

/** Shows each time in the reader's zone; the UTC form stays as its title. */
export function showLocalTimes(root) {
  for (const element of root.querySelectorAll("time[datetime]:not([title])")) {
    const time = new Date(element.dateTime);
    if (!Number.isNaN(time.getTime())) {
      element.title = element.textContent;
      element.textContent = localText(time);
    }
  }
}

// Before the page is shown, so that nothing moves when it is.
showLocalTimes(document);
