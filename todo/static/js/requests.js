// Requests fragments. Only answers with the site's own header are fragments.

const HEADER = "Todo-Fragment";
const SECONDS = 20;
const MOST_KEPT_ALIVE = 60_000; // browsers limit bodies that outlive the page

const NO_ANSWER =
  "The site cannot be reached. Nothing that you typed is lost: try again in a moment.";
const FOREIGN =
  "Something other than the site has answered. Nothing that you typed is lost: try " +
  "again in a moment, or reload the page.";
const IS_SAFE = " That is safe, even if the first try did arrive.";

const timeout = () => AbortSignal.timeout(SECONDS * 1000);

export const address = () => location.pathname + location.search;

/**
 * Sends a form, or requests the list if there is none.
 *
 * Returns the `kind`, `status` and `text` of the fragment; or else a `problem`, which is
 * empty if another page is being opened.
 *
 * @param body URLSearchParams to post.
 */
export async function request(url, body) {
  try {
    const response = await send(url, body);
    const kind = response.headers.get(HEADER);
    const { ok: isAccepted, status } = response;
    if (kind) return { kind, status, isAccepted, text: await response.text() };
    return isElsewhere(response) ? open(response.url) : failure(FOREIGN, body);
  } catch {
    return (await redirectsAway()) ? open(address()) : failure(NO_ANSWER, body);
  }
}

/** Requests the list, and returns its fragment; throws if there is none. */
export async function requestUnasked() {
  const response = await send(address(), null, { "Todo-Unasked": "1" });
  const isList = response.ok && response.headers.get(HEADER);
  if (!isList) throw new Error(`The list was answered with ${response.status}.`);
  return response.text();
}

const failure = (problem, body) => ({ problem: problem + (body ? IS_SAFE : "") });

function send(url, body, headers = {}) {
  return fetch(url, {
    method: body ? "POST" : "GET",
    body,
    headers: { Accept: "text/html", [HEADER]: address(), ...headers },
    keepalive: String(body ?? "").length < MOST_KEPT_ALIVE,
    signal: timeout(),
  });
}

/** Returns whether a redirect has left the list, for a sign-in page for example. */
function isElsewhere({ redirected, url }) {
  return redirected && new URL(url).pathname !== location.pathname;
}

/** Returns whether the list redirects to another site, which scripts cannot follow. */
async function redirectsAway() {
  try {
    const options = { method: "HEAD", redirect: "manual", signal: timeout() };
    return (await fetch(address(), options)).type === "opaqueredirect";
  } catch {
    return false;
  }
}

function open(url) {
  location.assign(url);
  return { problem: "" };
}
