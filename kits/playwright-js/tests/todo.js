// The pages of the site, as people and screen readers see them: by role and name.
import { expect } from "@playwright/test";

const TRIES = 5;
const BUSY = 503;

/**
 * The site in one browser window.
 *
 * Every getter returns a locator, which finds its elements anew whenever it is used, so
 * nothing goes stale when the list is replaced.
 */
export class ToDo {
  /**
   * @param page a page of Playwright.
   * @param address the URL of the site.
   */
  constructor(page, address) {
    this.page = page;
    this.address = address;
  }

  /** Opens a page, again while a proxy is busy; returns the response's status. */
  async open(path = "/") {
    for (let tries = 0; tries < TRIES; tries++) {
      const response = await this.page.goto(this.address + path);
      if (response.status() !== BUSY) return response.status();
    }
    return BUSY;
  }

  /**
   * Carries out a step, and waits for its result.
   *
   * Where a proxy was busy, tries again, as people do. If it answered with a page of its
   * own, a reload sends the same form again, which the site stores only once. If the
   * list says that the step has failed, the step is repeated in the same page; so it must
   * be safe to repeat: it fills a field, where typing would append to it.
   *
   * @param step the step, which begins on the page that is open now.
   * @param result something that appears only when the step has succeeded.
   */
  async do(step, result) {
    for (let tries = 0; tries < TRIES; tries++) {
      await step();
      await this.#see(result);
      if (!(await this.#busyAlert.isVisible())) return;
      if (await result.first().isVisible()) return;
    }
    await expect(result.first()).toBeVisible();
  }

  /** Presses a button, and waits for the message about what it has done. */
  async press(name, message) {
    const button = this.page.getByRole("button", { name, exact: true });
    await this.do(() => button.click(), this.message(message));
  }

  /** Follows a link, and waits for the heading of the page. */
  async follow(name, heading) {
    const link = this.page.getByRole("link", { name, exact: true });
    await this.do(() => link.click(), this.heading(heading));
  }

  /**
   * Fills text boxes, presses the button of the form, and waits for the result.
   *
   * @param fields the texts by the names of their boxes.
   */
  async fill(fields, button, result) {
    const submit = this.page.getByRole("button", { name: button, exact: true });
    await this.do(async () => {
      for (const [name, text] of Object.entries(fields)) await this.textbox(name).fill(text);
      await submit.click();
    }, result);
  }

  /** Adds a task with the box above the list. */
  async add(title) {
    await this.fill({ "New task": title }, "Add", this.message(`Added "${title}".`));
  }

  /** Searches for words, and waits for the result. */
  async search(words, result) {
    await this.do(async () => {
      await this.page.getByRole("searchbox", { name: "Search" }).fill(words);
      await this.page.getByRole("button", { name: "Search", exact: true }).click();
    }, result);
  }

  /** Returns the heading with this name. */
  heading(name) {
    return this.page.getByRole("heading", { name, exact: true });
  }

  /** Returns the text box with this name. */
  textbox(name) {
    return this.page.getByRole("textbox", { name, exact: true });
  }

  /** Returns the status message with this text. */
  message(text) {
    return this.page.getByRole("status").getByText(text, { exact: true });
  }

  /** Returns the item of the task with this title. */
  item(title) {
    const link = this.page.getByRole("link", { name: title, exact: true });
    return this.#items.filter({ has: link });
  }

  /** The links with the titles of the list, from top to bottom. */
  get titles() {
    return this.#items.getByRole("link", { name: /^(?!Edit: )/ });
  }

  get #items() {
    const tasks = this.page.getByRole("list", { name: "Tasks", exact: true });
    return tasks.getByRole("listitem");
  }

  /** The page of a busy proxy. */
  get #busyPage() {
    return this.page.getByRole("heading", { name: "503 Service Unavailable" });
  }

  /** The list while an action is running, when an alert is from an earlier one. */
  get #busyList() {
    return this.page.locator("[aria-busy=true]");
  }

  /** What the list says when a proxy has answered. */
  get #busyAlert() {
    const hasText = "Something other than the site has answered.";
    return this.page.getByRole("alert").filter({ hasText });
  }

  /** Waits for a result, or for the alert; reloads the page of a busy proxy. */
  async #see(result) {
    const seen = result.or(this.#busyPage).or(this.#busyAlert).filter({ visible: true });
    for (let tries = 0; tries < TRIES; tries++) {
      await expect(this.#busyList).toHaveCount(0);
      await expect(seen.first()).toBeVisible();
      if (!(await this.#busyPage.isVisible())) return;
      await this.page.reload();
    }
  }
}
