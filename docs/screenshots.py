"""Takes the pictures in docs/images/ from the running site."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.support.ui import WebDriverWait

from standalone import EmbeddedMongod, free_port

IMAGES = Path(__file__).parent / "images"
PAGES = {
    "list": ("/", 1280, 800, "light"),
    "list-dark": ("/", 1280, 800, "dark"),
    "list-phone": ("/", 320, 640, "light"),
    "new": ("/new", 1280, 800, "light"),
    "error": ("/that-is-no-task", 1280, 480, "light"),
}
SECONDS = 20


@contextmanager
def site() -> Iterator[str]:
    """Run the site on a database with sample tasks, and give its address."""
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as directory,
        EmbeddedMongod(Path(directory)) as mongod,
    ):
        environ = {
            **os.environ,
            "SECRET_KEY": secrets.token_hex(32),
            "MONGODB_URI": mongod.uri,
            "TODO_PORT": str(port),
        }
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (["setup"], ["sample", "45"]):
            subprocess.run([*flask, *command], env=environ, check=True)
        server = subprocess.Popen([sys.executable, "-m", "gunicorn"], env=environ)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def chromium() -> webdriver.Chrome:
    """Start a browser without a window."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars"):
        options.add_argument(argument)
    return webdriver.Chrome(options=options)


def shows_the_site(browser: webdriver.Chrome, url: str) -> bool:
    """Open a page, and tell whether it is one of the site's."""
    browser.get(url)
    return "ToDo" in browser.title


def take(browser: webdriver.Chrome, address: str, name: str) -> None:
    """Take one picture."""
    path, width, height, scheme = PAGES[name]
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    WebDriverWait(browser, SECONDS, ignored_exceptions=[WebDriverException]).until(
        lambda chrome: shows_the_site(chrome, address + path)
    )
    browser.save_screenshot(IMAGES / f"{name}.png")


def main() -> None:
    """Take all of them."""
    IMAGES.mkdir(exist_ok=True)
    browser = chromium()
    try:
        with site() as address:
            for name in PAGES:
                take(browser, address, name)
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
