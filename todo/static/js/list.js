// Sends the forms of the list page without loading another page.
import { act, refreshList } from "./acts.js";
import { add, resumeAdding } from "./adding.js";
import { editInPlace, save } from "./editing.js";
import { itemOf } from "./editors.js";

const sending = new Set();

function send(event) {
  const { target: form, submitter } = event;
  if (form.method !== "post") return;
  event.preventDefault();
  if (form.matches("#add")) add();
  else if (form.matches("[data-edit]")) save(form);
  else press(form, submitter);
}

/** Carries out the act of a button, unless the same act is on its way. */
async function press(form, submitter) {
  const url = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  if (sending.has(url)) return;
  const body = new URLSearchParams(new FormData(form));
  if (form.dataset.batch) body.set("batch", form.dataset.batch);
  sending.add(url);
  await act(url, { body: () => body, item: itemOf(submitter)?.id });
  sending.delete(url);
}

document.addEventListener("submit", send);
addEventListener("pageshow", ({ persisted }) => persisted && refreshList());
editInPlace();
resumeAdding();
