// Shows what others change in the list, without disturbing who uses it.
import { actsAreDone, refreshUnasked } from "./acts.js";

const PAUSE = 300; // between two refreshes
const LONG_PAUSE = 5000; // after one that has failed
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 60_000;
const LONG_STREAM = 10_000; // what lasted so long has worked

const page = document.querySelector("#page-list");

let source;
let opened = 0;
let retry = FIRST_RETRY;
let retryTimer;
let address = page.dataset.events;
let isStale = false;
let isRefreshing = false;

/** Listens for changes while the page is visible. */
export function followChanges() {
  if (!address) return;
  document.addEventListener("visibilitychange", followIfVisible);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", followIfVisible);
  followIfVisible();
}

function followIfVisible() {
  if (document.hidden) stop();
  else if (!source) start();
  refresh();
}

function start() {
  clearTimeout(retryTimer);
  source = new EventSource(address);
  opened = Date.now();
  source.addEventListener("tasks", note);
  source.addEventListener("error", retryLater);
}

function stop() {
  clearTimeout(retryTimer);
  source?.close();
  source = undefined;
}

/** Browsers would try again at the same pace, however long the site is away. */
function retryLater() {
  stop();
  if (Date.now() - opened > LONG_STREAM) retry = FIRST_RETRY;
  retryTimer = setTimeout(followIfVisible, retry * (0.5 + Math.random() / 2));
  retry = Math.min(2 * retry, LONGEST_RETRY);
}

function note({ data, lastEventId }) {
  const next = new URL(address, location);
  next.searchParams.set("after", lastEventId);
  address = next.pathname + next.search;
  isStale = true;
  setTimeout(refresh, Math.random() * JSON.parse(data).spread);
}

async function refresh() {
  if (isRefreshing) return;
  isRefreshing = true;
  while (isStale && !document.hidden) {
    isStale = false;
    await sleep(await tryToRefresh());
  }
  isRefreshing = false;
}

/** Returns how long to wait until the next refresh. */
async function tryToRefresh() {
  try {
    await actsAreDone();
    if (!(await refreshUnasked())) isStale = true;
    return PAUSE;
  } catch {
    isStale = true;
    return LONG_PAUSE;
  }
}

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));
