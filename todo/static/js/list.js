// Sends the forms of the list page without loading another page.
import "./site.js";
import { act, refreshList } from "./acts.js";
import { add, resumeAdding } from "./adding.js";
import { editInPlace, save } from "./editing.js";
import { itemOf } from "./editors.js";
import { followChanges } from "./live.js";
import { isReturn } from "./navigation.js";

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

/** Back and Forward show the list as it was, from one cache or another. */
function refreshOnReturn({ persisted }) {
  if (persisted || isReturn()) refreshList();
}

document.addEventListener("submit", send);
addEventListener("pageshow", refreshOnReturn);
editInPlace();
resumeAdding();
followChanges();
