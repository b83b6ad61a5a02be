"""Firefox, driven by Selenium without geckodriver.

Geckodriver translates WebDriver to Marionette, which Firefox itself speaks on a local
port; here the commands that the tests use are translated directly.
"""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selenium.webdriver import FirefoxOptions
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.browser import Browser
from tests.browser.server import SECONDS

__all__ = ["Firefox", "firefox"]

COMMANDS = {
    "SET_CONTEXT": "Marionette:SetContext",
    Command.ADD_COOKIE: "WebDriver:AddCookie",
    Command.CLEAR_ELEMENT: "WebDriver:ElementClear",
    Command.CLICK_ELEMENT: "WebDriver:ElementClick",
    Command.CLOSE: "WebDriver:CloseWindow",
    Command.DELETE_ALL_COOKIES: "WebDriver:DeleteAllCookies",
    Command.FIND_CHILD_ELEMENT: "WebDriver:FindElement",
    Command.FIND_CHILD_ELEMENTS: "WebDriver:FindElements",
    Command.FIND_ELEMENT: "WebDriver:FindElement",
    Command.FIND_ELEMENTS: "WebDriver:FindElements",
    Command.GET: "WebDriver:Navigate",
    Command.GET_CURRENT_URL: "WebDriver:GetCurrentURL",
    Command.GET_ELEMENT_ARIA_LABEL: "WebDriver:GetComputedLabel",
    Command.GET_ELEMENT_PROPERTY: "WebDriver:GetElementProperty",
    Command.GET_ELEMENT_TEXT: "WebDriver:GetElementText",
    Command.GET_ELEMENT_RECT: "WebDriver:GetElementRect",
    Command.GET_PAGE_SOURCE: "WebDriver:GetPageSource",
    Command.GET_TITLE: "WebDriver:GetTitle",
    Command.GO_BACK: "WebDriver:Back",
    Command.GO_FORWARD: "WebDriver:Forward",
    Command.NEW_SESSION: "WebDriver:NewSession",
    Command.NEW_WINDOW: "WebDriver:NewWindow",
    Command.QUIT: "Marionette:Quit",
    Command.REFRESH: "WebDriver:Refresh",
    Command.SCREENSHOT: "WebDriver:TakeScreenshot",
    Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
    Command.SET_WINDOW_RECT: "WebDriver:SetWindowRect",
    Command.SWITCH_TO_WINDOW: "WebDriver:SwitchToWindow",
    Command.W3C_ACTIONS: "WebDriver:PerformActions",
    Command.W3C_CLEAR_ACTIONS: "WebDriver:ReleaseActions",
    Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
    Command.W3C_GET_ACTIVE_ELEMENT: "WebDriver:GetActiveElement",
    Command.W3C_GET_CURRENT_WINDOW_HANDLE: "WebDriver:GetWindowHandle",
    Command.W3C_GET_WINDOW_HANDLES: "WebDriver:GetWindowHandles",
}


class Marionette:
    """A connection to Firefox that executes the commands of Selenium.

    :param port: the local port on which Firefox listens.
    """

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._receive()

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """Execute a command, and return its response as Selenium expects it."""
        self._number += 1
        if command in {Command.FIND_CHILD_ELEMENT, Command.FIND_CHILD_ELEMENTS}:
            params = {**params, "element": params["id"]}
        message = json.dumps([0, self._number, COMMANDS[command], params]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        error, result = self._receive()[2:]
        if error:
            return {"status": 500, "value": json.dumps({"value": error})}
        is_wrapped = isinstance(result, dict) and "value" in result
        return {"value": result["value"] if is_wrapped else result}

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()
        self._socket.close()

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._stream.read(1)
        return json.loads(self._stream.read(int(length[:-1])))


ARGUMENTS = (
    "--headless",
    "--marionette",
    "--no-remote",
    "--remote-allow-system-access",
    "--profile",
)
PREFERENCES = """\
user_pref("app.normandy.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("marionette.port", 0);
user_pref("messaging-system.rsexperimentloader.enabled", false);
user_pref("services.settings.server", "data:,#");
"""
GET_SCRIPTS = "return Services.prefs.getBoolPref('javascript.enabled')"
SET_SCRIPTS = "Services.prefs.setBoolPref('javascript.enabled', arguments[0])"
IS_NEW = """
return document.readyState === "complete"
  && !document.documentElement.hasAttribute("data-old");
"""
READ_CONSOLE = """
const isError = (message) =>
  message instanceof Ci.nsIScriptError && !message.isFromChromeContext
  && !(message.flags & Ci.nsIScriptError.warningFlag);
const errors = Services.console.getMessageArray().filter(isError);
Services.console.reset();
return errors.map((error) => ({ message: error.toString() }));
"""


class Firefox(Browser):
    """Firefox, controlled through the roles and accessible names of elements."""

    @property
    def has_scripts(self) -> bool:
        """Whether pages may run scripts."""
        return bool(self._run_in_browser(GET_SCRIPTS))

    def allow_scripts(self, *, allowed: bool) -> None:
        """Set whether the pages opened from now on may run scripts."""
        self._run_in_browser(SET_SCRIPTS, allowed)

    def reload(self) -> None:
        """Load the current page again, as the button does, which keeps typed words."""
        self.run("document.documentElement.toggleAttribute('data-old')")
        self._run_in_browser("gBrowser.reload()")
        self.wait(lambda: self.run(IS_NEW))

    def forget(self) -> None:
        """Clear the cookies and the storages of the current page."""
        self.run("try { sessionStorage.clear(); localStorage.clear() } catch {}")
        self.driver.delete_all_cookies()

    def console(self) -> list[dict[str, Any]]:
        """Return the errors logged in the console since the last call."""
        errors: list[dict[str, Any]] = self._run_in_browser(READ_CONSOLE)
        return errors

    def _run_in_browser(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript in the window around the page."""
        self.driver.execute("SET_CONTEXT", {"value": "chrome"})
        try:
            return self.run(script, *arguments)
        finally:
            self.driver.execute("SET_CONTEXT", {"value": "content"})


@contextmanager
def firefox(executable: str) -> Iterator[WebDriver]:
    """Run Firefox with a new profile, and yield its WebDriver.

    :param executable: the path of Firefox.
    """
    with TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(PREFERENCES)
        process = subprocess.Popen(
            [executable, *ARGUMENTS, profile],
            env={**os.environ, "HOME": profile},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            connection = wait_for_connection(Path(profile, "MarionetteActivePort"))
            driver = WebDriver(connection, options=FirefoxOptions())
            yield driver
            driver.quit()
            process.wait(SECONDS)
        finally:
            process.kill()
            process.wait()


def wait_for_connection(port: Path) -> Any:
    """Connect to Firefox as soon as it has written its port to a file."""
    wait: Any = WebDriverWait  # its type allows drivers only
    return wait(
        port, SECONDS, poll_frequency=0.05, ignored_exceptions=[OSError, ValueError]
    ).until(lambda port: Marionette(int(port.read_text())))
