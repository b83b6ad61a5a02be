"""Asks the site in this container whether it and its database answer."""

import os
import sys
import urllib.request

__all__ = ["main", "trusted_host"]

URL = "http://127.0.0.1:8000/readyz"
SECONDS = 8


def trusted_host(trusted_hosts: str) -> str:
    """Return a host name that the site answers to.

    :param trusted_hosts: the site's setting ``TRUSTED_HOSTS``.
    """
    return trusted_hosts.partition(",")[0].strip().lstrip(".") or "127.0.0.1"


def main(url: str = URL) -> int:
    """Return 0 where the site is ready, and 1 where it is not.

    :param url: where it says so.
    """
    headers = {"Host": trusted_host(os.environ.get("TRUSTED_HOSTS", ""))}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  our own address
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310  the same
            return 0
    except OSError as error:
        print(f"Not ready: {error}")  # noqa: T201  the engine keeps it
        return 1


if __name__ == "__main__":
    sys.exit(main())
