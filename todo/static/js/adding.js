// Adds tasks as fast as they are typed: the box is empty at once, and the titles are
// sent one after the other. What is refused comes back into the box.
import { act } from "./acts.js";
import { load, store } from "./adding_store.js";
import { addToAlert, showAlert } from "./alerts.js";

const PAUSE = 1000; // after this time without a key, nobody is typing
const LONGEST_NAME = 60;

const form = document.querySelector("#add");
const box = form.elements.title;
const note = form.querySelector("#add-problem");

let state = load();
let isSending = false;
let isPaused = false;
let isLeaving = false;
let timer;

/** Sends what other pages could not send, and registers the handlers of the box. */
export function resumeAdding() {
  box.addEventListener("input", noteTyping);
  document.addEventListener("act:accepted", resume);
  addEventListener("pagehide", () => (isLeaving = true));
  addEventListener("pageshow", showAgain);
  waitForPause();
  sendNext();
}

/** Takes the title out of the box, and sends it after those before it. */
export function add() {
  const words = box.value;
  const isRetry = state.retry?.words === words;
  const entry = { id: `${Date.now()}-${Math.random()}`, words };
  if (isRetry) entry.token = state.retry.token;
  const waiting = isPaused ? [entry, ...state.waiting] : [...state.waiting, entry];
  change({ waiting, retry: null });
  hideProblem();
  fill("");
  box.focus();
  resume();
}

function change(changes) {
  Object.assign(state, changes);
  store(state);
}

function resume() {
  isPaused = false;
  sendNext();
}

/** A page from the back/forward cache may have been overtaken by another. */
function showAgain({ persisted }) {
  isLeaving = false;
  if (!persisted) return;
  state = load();
  sendNext();
}

async function sendNext() {
  const [entry] = state.waiting;
  if (!entry || isSending || isPaused) return;
  isSending = true;
  const answer = await act(form.getAttribute("action"), { body: () => bodyOf(entry) });
  isSending = false;
  if (isLeaving) return;
  const isKnown = state.waiting.some(({ id }) => id === entry.id);
  change({ waiting: state.waiting.filter(({ id }) => id !== entry.id) });
  if (!answer.isAccepted && isKnown) giveBack(entry, answer);
  sendNext();
}

/** With the same token, the server stores the same words once, however often they come. */
function bodyOf(entry) {
  const { csrf_token, token } = form.elements;
  entry.token ??= token.value;
  store(state);
  return new URLSearchParams({
    csrf_token: csrf_token.value,
    token: entry.token,
    title: entry.words,
  });
}

function giveBack({ words, token }, answer) {
  const problem = note.textContent;
  hideProblem();
  isPaused = !problem;
  const isBlank = words.trim() === "";
  if (!isBlank) change({ returned: [...state.returned, { words, token, problem }] });
  if (box.value === "") showProblem(problem);
  else if (!isBlank && problem) showAlert(`${quote(words)} was not added. ${problem}`);
  if (!isBlank && !problem && answer.problem !== "") addToAlert(describeWaiting());
  waitForPause();
}

function describeWaiting() {
  const titles = [...state.returned, ...state.waiting].map(({ words }) => quote(words));
  return `Not added yet: ${titles.join(", ")}.`;
}

function quote(words) {
  const letters = [...words];
  const isLong = letters.length > LONGEST_NAME;
  return `"${isLong ? `${letters.slice(0, LONGEST_NAME - 1).join("")}…` : words}"`;
}

function noteTyping({ isTrusted }) {
  const [entry] = state.returned;
  if (isTrusted && entry?.problem && box.hasAttribute("aria-invalid")) {
    hideProblem();
    showAlert(`${quote(entry.words)} was not added. ${entry.problem}`);
  }
  waitForPause();
}

function waitForPause() {
  clearTimeout(timer);
  timer = setTimeout(putBack, PAUSE);
}

/** Puts a title back into the box, if that is empty and nobody is typing there. */
function putBack() {
  const [entry, ...returned] = state.returned;
  if (!entry || box.value !== "") return;
  change({ returned, retry: entry });
  fill(entry.words);
  showProblem(entry.problem);
}

function fill(words) {
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true })); // for the draft
}

function showProblem(problem) {
  if (!problem) return;
  note.setAttribute("role", "alert");
  note.textContent = problem;
  box.setAttribute("aria-invalid", "true");
  box.setAttribute("aria-describedby", note.id);
  document.title = `Error: ${document.title.replace(/^Error: /, "")}`;
}

function hideProblem() {
  note.textContent = "";
  note.removeAttribute("role");
  box.removeAttribute("aria-invalid");
  box.removeAttribute("aria-describedby");
  document.title = document.title.replace(/^Error: /, "");
}
