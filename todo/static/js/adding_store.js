// Keeps the titles that the server has not got yet, also when the page is left.

const KEY = "adding";
const EMPTY = { waiting: [], returned: [], retry: null };

/** Returns `waiting` and `returned` titles, and the last one put back, as `retry`. */
export function load() {
  try {
    return { ...EMPTY, ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch {
    return { ...EMPTY };
  }
}

export function store(state) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Without storage, the titles are kept as long as the page.
  }
}
