/** Keeps searches that are too long from being sent, and says how long they are. */
export function limitSearch() {
  const form = document.querySelector("#search");
  if (!form) return;
  const box = form.querySelector("#q");
  const problem = document.createElement("p");
  problem.id = "q-problem";
  problem.className = "field-error";
  box.addEventListener("input", () => show(box, problem));
  form.addEventListener("submit", (event) => {
    if (!show(box, problem)) return;
    event.preventDefault();
    problem.setAttribute("role", "alert");
    form.after(problem); // an alert is announced when it is inserted
    box.focus();
    problem.scrollIntoView({ block: "nearest" });
  });
}

function show(box, problem) {
  const longest = Number(box.dataset.longest);
  const length = [...box.value.trim()].length; // in characters, unlike maxlength
  const isTooLong = length > longest;
  if (isTooLong) {
    problem.textContent = `Search is ${length} characters long; the limit is ${longest}.`;
    if (!problem.isConnected) box.form.after(problem);
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", problem.id);
  } else {
    problem.remove();
    problem.removeAttribute("role");
    box.removeAttribute("aria-invalid");
    box.removeAttribute("aria-describedby");
  }
  return isTooLong;
}
