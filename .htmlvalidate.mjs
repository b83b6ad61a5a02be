// Rules for the HTML that the tests write into build/html/.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Safari does not announce a list without bullets, unless it has the role.
    "no-redundant-role": "off",
    // The buttons of tasks are outside their form, and a list may have no tasks.
    "wcag/h32": "off",
    // The title of a task's page has the task's, of up to 200 characters.
    "long-title": "off",
  },
};
