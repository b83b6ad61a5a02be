"""Measure how soon the list shows what people do, in Chromium."""

import statistics
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from showcase.actor import Actor
from showcase.chromium import chromium

__all__ = ["measure_acts", "measure_others"]

ROUNDS = 20
SECONDS = 20
HEAD = """\
| act | median | slowest |
|---|---|---|"""
OBSERVE = """
window.durations = [];
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const { interactionId, duration } of list.getEntries()) {
    if (interactionId) window.durations.push(duration);
  }
}).observe({ type: "event", durationThreshold: 16 });
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) {
    if (!hadRecentInput) window.shifts += value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# An entry is added after the frame that it is about.
TAKE_SLOWEST = """
const [done] = arguments;
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
  done(Math.max(0, ...window.durations.splice(0)));
})));
"""
OBSERVE_LIST = """
window.shown = {};
const note = () => {
  for (const { textContent } of document.querySelectorAll(".tasks a.title")) {
    window.shown[textContent] ??= Date.now();
  }
};
new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
"""
SHOWN_AT = "return window.shown[arguments[0]]"
# The button or link to press, and what the page contains afterwards.
ACTS = {
    "done": (".tasks li:not(.is-done) .tick", ".is-done"),
    "reopen": (".is-done .tick", ".tasks:not(:has(.is-done))"),
    "edit in place": (".tasks [data-key=e]", ".tasks form"),
    "save": (".tasks form button", ".tasks:not(:has(form))"),
    "delete": (".tasks [formaction$='/delete']", "#status button"),
    "undo": ("#status button", "#status:not(:has(button))"),
}


def measure_acts(url: str) -> Iterator[str]:
    """Yield a table of the acts, line by line, and the layout shift during all acts.

    :param url: the URL of the site, whose tasks are all open.
    """
    durations: dict[str, list[float]] = {name: [] for name in ("add", *ACTS)}
    with chromium() as driver:
        driver.set_window_size(1280, 1200)  # the message bar covers no button
        driver.get(url)
        driver.execute_script(OBSERVE)
        for number in range(ROUNDS):
            durations["add"].append(add(driver, f"Task {number}"))
            for name, (pressed, result) in ACTS.items():
                durations[name].append(press(driver, pressed, result))
        shift = driver.execute_script("return window.shifts")
    yield HEAD
    for name, found in durations.items():
        yield f"| {name} | {statistics.median(found):.0f} ms | {max(found):.0f} ms |"
    yield f"\nLayout shift during these {ROUNDS} rounds: {shift:.3g}"


def measure_others(url: str) -> Iterator[str]:
    """Yield how long it takes until the list shows a task that somebody else adds.

    :param url: the URL of the site.
    """
    parts = urlsplit(url)
    actor = Actor((str(parts.hostname), int(parts.port or 80)))
    durations = []
    with chromium() as driver:
        driver.get(url)
        driver.execute_script(OBSERVE_LIST)
        for number in range(ROUNDS):
            title = f"From elsewhere {number}"
            start = time.time()
            actor.add(title)
            shown = wait_for(driver, SHOWN_AT, title)
            durations.append(shown - 1000 * start)
    slowest = sorted(durations)[-max(1, ROUNDS // 20)]
    yield f"\nUntil the list shows what somebody else has added, {ROUNDS} times:"
    yield f"median {statistics.median(durations):.0f} ms, 95 % within {slowest:.0f} ms."


def wait_for(driver: webdriver.Chrome, script: str, argument: str) -> float:
    """Wait until a script returns a number, and return that."""
    number: float = WebDriverWait(driver, SECONDS, poll_frequency=0.05).until(
        lambda driver: driver.execute_script(script, argument)
    )
    return number


def add(driver: webdriver.Chrome, title: str) -> float:
    """Add a task, and return the milliseconds from a key press to the next paint."""
    box = driver.find_element(By.ID, "new-title")
    box.send_keys(title, Keys.ENTER)
    return wait_and_take(driver, f".tasks [aria-label='Done: {title}']")


def press(driver: webdriver.Chrome, pressed: str, result: str) -> float:
    """Click an element, and return the milliseconds until the next paint."""
    driver.find_element(By.CSS_SELECTOR, pressed).click()
    return wait_and_take(driver, result)


def wait_and_take(driver: webdriver.Chrome, result: str) -> float:
    """Wait for the result of an act, and return its slowest interaction."""
    WebDriverWait(driver, SECONDS, poll_frequency=0.05).until(
        lambda driver: driver.find_elements(By.CSS_SELECTOR, result)
    )
    return float(driver.execute_async_script(TAKE_SLOWEST))
