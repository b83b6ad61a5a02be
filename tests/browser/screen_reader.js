// Records what a screen reader speaks of by itself, in order: pages, the focus and live
// regions. Runs before the scripts of each page.
(() => {
  const LIVE = "[role=status], [role=alert], [aria-live]:not([aria-live=off])";
  const ALERT = "[role=alert]";
  const NAMED = "a, button"; // their names are spoken when they change under the focus

  const entries = [{ kind: "page" }];
  const added = new Map(); // live regions, and the nodes that were added to them
  const moving = [];
  let focused = null;
  let isFresh = false; // whether the focused element is still to be spoken
  let isWaiting = false;

  const regionOf = (node) => (node.closest ? node : node.parentElement)?.closest(LIVE);
  const isAtomic = (region) => region.matches("[role], [aria-atomic=true]");
  const isBox = (element) => getComputedStyle(element).display !== "inline";

  function textOf(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.ariaHidden === "true") return "";
    if (!node.checkVisibility({ visibilityProperty: true })) return "";
    const text = node.ariaLabel ?? [...node.childNodes].map(textOf).join("");
    return isBox(node) ? ` ${text} ` : text;
  }

  function note(node) {
    const region = regionOf(node);
    if (region && /\S/.test(node.textContent)) added.set(region, [...(added.get(region) ?? []), node]);
    // An alert is spoken when it is inserted, and not with the region around it.
    for (const alert of node.querySelectorAll?.(ALERT) ?? []) added.set(alert, [alert]);
  }

  function noteMutation({ type, target, addedNodes }) {
    if (type === "attributes" && target.matches(ALERT)) note(target);
    if (type === "characterData") note(target);
    addedNodes.forEach(note);
    const { activeElement: element } = document;
    const isRenamed = element?.matches(NAMED) && element.contains(target);
    if (isRenamed && !isFresh) noteFocus({ target: element });
  }

  function speak() {
    isWaiting = isFresh = false;
    for (const [region, nodes] of added) {
      const spoken = isAtomic(region) ? [region] : nodes.filter((node) => node.isConnected);
      const text = region.isConnected && spoken.map(textOf).join(" ");
      if (text && /\S/.test(text)) entries.push({ kind: kindOf(region), text });
    }
    added.clear();
    const isLost = focused !== null && document.activeElement === document.body;
    if (isLost) entries.push({ kind: "focus lost" });
    focused = isLost ? null : focused;
  }

  const kindOf = (region) => region.role ?? region.ariaLive;

  function wait() {
    if (!isWaiting) requestAnimationFrame(speak);
    isWaiting = true;
  }

  function start() {
    // Of what a page begins with, only alerts are spoken.
    document.querySelectorAll(ALERT).forEach(note);
    new MutationObserver((records) => {
      records.forEach(noteMutation);
      wait();
    }).observe(document, {
      attributeFilter: ["role", "aria-live", "aria-label"],
      characterData: true,
      childList: true,
      subtree: true,
    });
    wait();
  }

  function noteFocus({ target }) {
    focused = target;
    isFresh = true;
    wait();
    entries.push({ kind: "focus", element: target });
  }

  function noteMotion({ target, type, pseudoElement = "" }) {
    const { animationTimingFunction: timing } = getComputedStyle(target, pseudoElement);
    const isJump = type === "animationstart" && timing.startsWith("step");
    if (!isJump) moving.push(`${type} ${target.tagName}${pseudoElement}`);
  }

  addEventListener("DOMContentLoaded", start);
  addEventListener("focusin", noteFocus, true);
  addEventListener("focusout", wait, true);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) entries.push({ kind: "page" });
  });
  addEventListener("pagereveal", ({ viewTransition }) => {
    if (viewTransition) moving.push("view transition");
  });
  for (const type of ["animationstart", "transitionrun"]) addEventListener(type, noteMotion);

  window.screenReader = { entries, moving, number: 0 };
})();
