const OFF = "shortcuts-off";

/** Tells whether single keys do something; each browser remembers that for itself. */
export function areShortcutsOn() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

/** Makes the switch on the help page work. */
export function offerShortcuts(root) {
  const box = root.querySelector("#shortcuts");
  if (!box) return;
  box.checked = areShortcutsOn();
  box.addEventListener("change", () => remember(box.checked));
}

function remember(isOn) {
  try {
    if (isOn) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // A browser that keeps nothing has them on.
  }
}
