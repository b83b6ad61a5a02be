// Stores drafts in sessionStorage. Without storage, there are no drafts and no errors.

const PREFIX = "draft ";
const ACCEPTED = "accepted";
const MOST_DRAFTS = 50;
const MOST_CHARACTERS = 1024 * 1024;

/** Returns the draft of a place; null if there is none. */
export function readDraft(place) {
  return parse(withStorage((storage) => storage.getItem(PREFIX + place)));
}

/** Stores the draft of a place; a full storage keeps none, not even an older one. */
export function writeDraft(place, draft) {
  const text = JSON.stringify({ ...draft, time: Date.now() });
  deleteDraft(place);
  withStorage((storage) => storage.setItem(PREFIX + place, text));
}

/** Deletes the draft of a place. */
export function deleteDraft(place) {
  withStorage((storage) => storage.removeItem(PREFIX + place));
}

/** Returns pairs of places and their drafts, newest first. */
export function allDrafts() {
  const keys = withStorage((storage) => Object.keys(storage)) ?? [];
  return keys
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length))
    .map((place) => [place, readDraft(place)])
    .filter(([, draft]) => draft !== null)
    .sort(([, one], [, other]) => other.time - one.time);
}

/** Deletes the oldest drafts, if there are too many or they are too long. */
export function pruneDrafts() {
  let characters = 0;
  for (const [index, [place, draft]] of allDrafts().entries()) {
    characters += JSON.stringify(draft).length;
    if (index >= MOST_DRAFTS || characters > MOST_CHARACTERS) deleteDraft(place);
  }
}

/** Returns whether the server has accepted the form with this key. */
export function isAccepted(key) {
  return acceptedKeys().includes(key);
}

/** Remembers whether the server has accepted the form with this key. */
export function setAccepted(key, isAccepted) {
  const others = acceptedKeys().filter((other) => other !== key);
  const keys = isAccepted ? [...others, key].slice(-MOST_DRAFTS) : others;
  withStorage((storage) => storage.setItem(ACCEPTED, JSON.stringify(keys)));
}

function acceptedKeys() {
  return parse(withStorage((storage) => storage.getItem(ACCEPTED))) ?? [];
}

/** Calls a function with the storage; returns null if that is blocked or full. */
function withStorage(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
