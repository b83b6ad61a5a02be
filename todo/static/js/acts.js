// Carries out acts on the list: one after the other, without another page.
import { showAlert } from "./alerts.js";
import { announceChanges } from "./announcements.js";
import { updateDrafts } from "./drafts.js";
import { rememberPlace, restoreFocus, restoreLostFocus } from "./focus.js";
import { showFragment } from "./fragments.js";
import { address, request, requestUnasked } from "./requests.js";

const GONE = [404, 410];

let last = Promise.resolve();
let running = 0;

/**
 * Requests a fragment after the acts before this one, and shows it.
 *
 * @param url the address that the act requests or posts to.
 * @param options `body` returns the form to post; `item` is the id of the item that the
 *   act is about; `onAccepted` is called before an accepted state is shown.
 * @returns the answer; see `request`.
 */
export function act(url, { body = () => null, item, onAccepted = () => {} } = {}) {
  const origin = document.activeElement;
  return afterOthers(async () => {
    const answer = await request(url, body());
    if (answer.isAccepted) onAccepted();
    if (answer.problem) showAlert(answer.problem);
    if (answer.kind) await show(answer, { url, item, origin });
    if (answer.isAccepted) document.dispatchEvent(new CustomEvent("act:accepted"));
    if (GONE.includes(answer.status)) refreshList();
    return answer;
  });
}

/** Fetches the list; keeps what is being typed or edited, the focus and the messages. */
export function refreshList() {
  return act(address());
}

/** Waits until no act is under way. */
export async function actsAreDone() {
  while (running) await last.catch(() => {});
}

/**
 * Fetches the list without anybody asking for it: nothing is announced or scrolled.
 *
 * Returns whether the list is up to date. It is not if an act has begun meanwhile: its
 * answer may be older or newer. Throws if there is no answer.
 */
export async function refreshUnasked() {
  const before = last;
  const text = await requestUnasked();
  if (last !== before) return false;
  const place = rememberPlace();
  await showFragment(text);
  updateDrafts();
  restoreLostFocus(place);
  return true;
}

async function afterOthers(run) {
  const before = last.catch(() => {}); // its own caller handles it
  last = before.then(run).finally(() => setBusy(running - 1));
  setBusy(running + 1);
  return last;
}

function setBusy(number) {
  running = number;
  const list = document.querySelector("#list");
  if (running) list.setAttribute("aria-busy", "true");
  else list.removeAttribute("aria-busy");
}

async function show({ kind, text }, { url, item, origin }) {
  const place = rememberPlace(item, origin);
  const announce = announceChanges();
  await showFragment(text);
  updateDrafts();
  restoreFocus(kind, url, place);
  announce();
}
