// The site under test: how to start one, and what tests do through its API.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";

const TRIES = 5;
const BUSY = 503;

/**
 * A site with `TODO_DEMO=1`, which its API can empty and fill.
 *
 * Preparing through the API is faster than through pages, and fails for fewer reasons.
 */
export class Site {
  /** @param address its URL, such as `http://127.0.0.1:8000`. */
  constructor(address) {
    this.address = address.replace(/\/$/, "");
  }

  /** Removes all tasks for good. */
  async reset() {
    await this.#send("DELETE", "/api/tasks?purge=true");
  }

  /** Adds a task, and returns the path of its page. */
  async add(title, { text = "", done = false } = {}) {
    const response = await this.#send("POST", "/api/tasks", { title, text, done });
    return `/${(await response.json()).id}`;
  }

  /** Deletes the task with this page, as the button does. */
  async delete(path) {
    await this.#send("DELETE", `/api/tasks${path}`);
  }

  /** Adds sample tasks: the same seed makes the same ones every time. */
  async addSamples(number) {
    await this.#send("POST", "/api/samples", { number, seed: 1 });
  }

  /** Returns the titles of up to 100 tasks, newest first. */
  async titles() {
    const response = await this.#send("GET", "/api/tasks?limit=100");
    return (await response.json()).map(({ title }) => title);
  }

  /** Sends a request, again if a proxy in front of the site is busy. */
  async #send(method, path, body) {
    // The key makes it safe to repeat the request: the task is added once.
    const headers = { "Content-Type": "application/json", "Idempotency-Key": randomUUID() };
    const options = { method, headers, body: body && JSON.stringify(body) };
    let response;
    for (let tries = 0; tries < TRIES; tries++) {
      response = await fetch(this.address + path, options);
      if (response.ok) return response;
      if (response.status !== BUSY) break;
    }
    const problem = `${method} ${this.address}${path}: ${response.status}`;
    throw new Error(`${problem}. The tests need a site with TODO_DEMO=1.`);
  }
}

/**
 * Runs a throw-away site, which has a database of its own.
 *
 * @param serve the path of `bin/serve`.
 * @param trap the name of a trap, if there is to be one.
 * @returns the site, and a function that stops it.
 */
export async function startDemo(serve, trap) {
  const options = ["--demo", ...(trap ? ["--trap", trap] : [])];
  const child = spawn(serve, options, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("Site: ")) continue;
    child.stdout.resume();
    const stop = async () => {
      child.kill();
      await ended;
    };
    return { site: new Site(line.slice("Site: ".length)), stop };
  }
  throw new Error("bin/serve has ended; its output says why.");
}
