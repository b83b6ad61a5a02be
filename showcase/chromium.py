"""Start the system's Chromium in headless mode."""

import os
import shutil

from selenium import webdriver

__all__ = ["FEW_PROCESSES", "QUIET", "chromium", "sandbox_arguments"]

QUIET = (
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
)
# With fewer processes, Chromium needs a third less of the processor.
SPARE = ("SpareRendererForSitePerProcess", "WebUIOmniboxAimPopup", "WebUIOmniboxPopup")
FEW_PROCESSES = (
    f"--disable-features={','.join(SPARE)}",
    "--disable-site-isolation-trials",
    "--in-process-gpu",
    "--renderer-process-limit=1",
)


def sandbox_arguments() -> list[str]:
    """Return the argument that Chromium needs to run as root, if the user is root."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def chromium(*arguments: str) -> webdriver.Chrome:
    """Start Chromium with the driver on PATH, or one that Selenium downloads.

    :param arguments: additional command-line arguments.
    """
    options = webdriver.ChromeOptions()
    for argument in (*QUIET, *sandbox_arguments(), *arguments):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)
