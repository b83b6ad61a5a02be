const OFF = "shortcuts-off";

/** Returns whether shortcuts are on; the setting is stored in the browser. */
export function areShortcutsOn() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

/** Makes the checkbox on the help page show and change the setting. */
export function connectCheckbox(root) {
  const box = root.querySelector("#shortcuts");
  if (!box) return;
  box.checked = areShortcutsOn();
  box.addEventListener("change", () => store(box.checked));
}

function store(isOn) {
  try {
    if (isOn) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Without storage, shortcuts stay on.
  }
}
