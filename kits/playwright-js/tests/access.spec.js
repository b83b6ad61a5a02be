// The site without a mouse, without scripts, and at addresses that do not exist.
import { expect } from "@playwright/test";
import { test } from "./fixtures.js";

test("the list can be used with the keyboard", async ({ todo, site }) => {
  await site.add("Buy milk");
  await site.add("Buy bread");
  await todo.open();
  for (const [keys, message] of Object.entries({
    jjx: '"Buy milk" is done.',
    "#": 'Deleted "Buy milk".',
    u: 'Restored "Buy milk".',
  })) {
    const press = async () => {
      for (const key of keys) await todo.page.keyboard.press(key);
    };
    await todo.do(press, todo.message(message));
  }
  await todo.page.keyboard.press("n");
  await expect(todo.textbox("New task")).toBeFocused();
});

test("everything works without JavaScript", async ({ openTodo }) => {
  const todo = await openTodo({ javaScriptEnabled: false });
  await todo.open();
  await todo.add("Buy milk");
  await todo.press("Done: Buy milk", '"Buy milk" is done.');
  await todo.follow("Edit: Buy milk", "Edit task");
  await todo.fill({ Title: "Buy oat milk" }, "Save", todo.heading("Task: Buy oat milk"));
  await todo.press("Delete", 'Deleted "Buy oat milk".');
  await todo.press("Undo", 'Restored "Buy oat milk".');
  await expect(todo.titles).toHaveText(["Buy oat milk"]);
});

test("a page that does not exist leads back to the list", async ({ todo }) => {
  expect(await todo.open("/no/such/page")).toBe(404);
  await expect(todo.heading("Page not found")).toBeVisible();
  await todo.follow("Back to list", "All Items");
});
