// Keeps typed words until the server has accepted them.
//
// A form's `data-draft` is "<place>#<identity>": the address at which its words belong,
// and the token or version that the server gave it. Each place has one draft, which
// remembers the identity that its words were typed under.
import {
  allDrafts,
  deleteDraft,
  isAccepted,
  pruneDrafts,
  readDraft,
  setAccepted,
  writeDraft,
} from "./draft_store.js";
import { hideNotice, showLeftovers, showNotice } from "./draft_notices.js";
import { isReturn } from "./navigation.js";

const FORMS = "form[data-draft]";
const BOXES = "input[type=text], textarea";

const opened = new WeakSet();
const cancelled = new WeakSet();
const lastTyped = new WeakMap();

/** Registers the handlers that store, restore and delete drafts. */
export function keepDrafts() {
  for (const type of ["input", "change"]) document.addEventListener(type, storeWords);
  document.addEventListener("submit", storeSentWords, { capture: true });
  document.addEventListener("click", discardOnCancel, { capture: true });
  addEventListener("pageshow", updateAfterShowing);
  pruneDrafts();
  // Chromium restores what was typed after "load", Firefox while it parses the page.
  if (!isReturn()) updateDrafts();
}

function updateAfterShowing({ persisted }) {
  if (persisted) forms().forEach(catchUp);
  updateDrafts();
}

/** Makes up for what a form in the back/forward cache may have missed. */
function catchUp(form) {
  const draft = readDraft(placeOf(form));
  if (isUntouched(form) || !draft) opened.delete(form);
  else if (draft.time > (lastTyped.get(form) ?? 0)) restore(form, draft);
}

/**
 * Deletes the accepted drafts, restores the others in forms that are new on the page, and
 * offers those that have no form there.
 */
export function updateDrafts() {
  document.querySelectorAll("[data-accepted]").forEach(accept);
  document.querySelectorAll("template[data-draft-form]").forEach(insertForm);
  forms().filter((form) => !opened.has(form)).forEach(open);
  showLeftovers(allDrafts().filter(([place]) => !formsAt(place).length), discard);
}

function accept(message) {
  const key = message.dataset.accepted;
  message.removeAttribute("data-accepted");
  setAccepted(key, true);
  for (const [place, draft] of allDrafts().filter(([, draft]) => draft.key === key)) {
    if (draft.isSent) deleteDraft(place);
    else if (draft.wasSent) formsAt(place).forEach((form) => store(form));
  }
}

/** Shows the form of a page that only needs it if there is a draft. */
function insertForm(template) {
  const form = template.content.querySelector("form");
  if (readDraft(placeOf(form))) template.replaceWith(template.content);
}

/** Returns the value from the server, as a box shows it. */
const givenTo = ({ type, defaultValue }) =>
  type === "textarea" ? defaultValue : defaultValue.replace(/[\r\n]/g, "");
const forms = () => [...document.querySelectorAll(FORMS)];
const placeOf = (form) => form.dataset.draft.split("#")[0];
const formsAt = (place) => forms().filter((form) => placeOf(form) === place);
const boxesOf = (form) => [...form.elements].filter((field) => field.matches(BOXES));
const identityOf = (form) => form.elements.version ?? form.elements.token;
const keyOf = (form) => `${form.getAttribute("action")}#${identityOf(form).value}`;
const isUntouched = (form) => boxesOf(form).every((box) => box.value === givenTo(box));
const isUnsaved = (form) => "unsaved" in form.dataset;

function wordsOf(form, valueOf = (box) => box.value) {
  return Object.fromEntries(boxesOf(form).map((box) => [box.name, valueOf(box)]));
}

function open(form) {
  opened.add(form);
  const draft = readDraft(placeOf(form));
  const given = wordsOf(form, givenTo);
  if (!draft) openWithoutDraft(form);
  else if (!isUntouched(form)) openRestored(form, draft);
  else if (!isSame(draft.words, given)) restore(form, draft);
  else if (isUnsaved(form)) store(form);
  else deleteDraft(placeOf(form));
}

function openWithoutDraft(form) {
  if (!isAccepted(keyOf(form))) {
    if (isUnsaved(form) || !isUntouched(form)) store(form);
  } else if (form.elements.version && location.pathname === placeOf(form)) {
    setAccepted(keyOf(form), false);
    location.replace(location.pathname); // the saved version has replaced this one
  }
}

/**
 * Chooses between the draft and words that the browser has restored, which are those of
 * the draft or older, unless they were typed while the page was loading.
 */
function openRestored(form, draft) {
  if (isReturn() || isSame(draft.words, wordsOf(form))) restore(form, draft);
}

function restore(form, draft) {
  for (const box of boxesOf(form)) box.value = draft.words[box.name] ?? givenTo(box);
  const [action, identity] = draft.key.split("#");
  const isUsed = form.elements.token && draft.wasSent && isAccepted(draft.key);
  if (isUnsaved(form) || isUsed || action !== form.getAttribute("action")) store(form);
  else identityOf(form).value = identity;
  showNotice(form, () => discardAllIn(form));
}

/** Compares words as the server cleans them. */
function isSame(words, others) {
  const clean = (name, text = "") => {
    const normal = text.normalize().replace(/\r\n?/g, "\n");
    return name === "title" ? normal.trim().replace(/\s+/g, " ") : normal;
  };
  return Object.entries(others).every(
    ([name, other]) => clean(name, words[name]) === clean(name, other),
  );
}

function storeWords({ target, type }) {
  const form = target.form?.closest(FORMS);
  if (!form || !target.matches(BOXES)) return;
  if (type === "input") cancelled.delete(form);
  // Chromium also fires "change" when it removes a box that has the focus.
  if (type === "input" || (!cancelled.has(form) && !isStored(form))) store(form);
}

function isStored(form) {
  const { words } = readDraft(placeOf(form)) ?? {};
  return JSON.stringify(words) === JSON.stringify(wordsOf(form));
}

function storeSentWords({ target: form }) {
  if (form.matches(FORMS)) store(form, { isSent: true });
}

/** Stores what a form contains, if the server has not got it from there. */
function store(form, { isSent = false } = {}) {
  const place = placeOf(form);
  if (isUntouched(form) && !isUnsaved(form)) {
    deleteDraft(place);
    hideNotice(form);
    return;
  }
  const before = readDraft(place);
  const key = keyOf(form);
  writeDraft(place, {
    title: before?.title ?? form.elements.title.defaultValue,
    words: wordsOf(form),
    key,
    isSent,
    wasSent: isSent || (before?.key === key && before.wasSent),
  });
  lastTyped.set(form, Date.now());
}

function discardOnCancel(event) {
  const isNewTab = event.ctrlKey || event.metaKey || event.shiftKey;
  const link = event.target.closest?.("[data-cancel]");
  if (!link || isNewTab) return;
  const place = link.dataset.cancel || placeOf(link.closest(FORMS));
  formsAt(place).forEach((form) => cancelled.add(form));
  deleteDraft(place);
}

/** Gives a form the values from the server back. */
function discardAllIn(form) {
  for (const box of boxesOf(form)) box.value = givenTo(box);
  identityOf(form).value = form.dataset.draft.split("#")[1];
  hideNotice(form);
  discard(placeOf(form));
  boxesOf(form)[0].focus();
}

function discard(place) {
  deleteDraft(place);
  updateDrafts();
}
