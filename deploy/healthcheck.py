"""Check that the site in this container and its database respond.

``python -m deploy.healthcheck URL`` exits with status 0 if they do.
"""

import os
import sys
import urllib.request
from collections.abc import Mapping

__all__ = ["main", "trusted_host"]

SECONDS = 8


def trusted_host(trusted_hosts: str) -> str:
    """Return the first trusted host name, or the loopback address if none is set.

    :param trusted_hosts: the site's setting ``TRUSTED_HOSTS``.
    """
    name = trusted_hosts.partition(",")[0].strip().removeprefix(".")
    return name.encode("idna").decode() or "127.0.0.1"


def main(url: str, environ: Mapping[str, str] = os.environ) -> int:
    """Check the site, and return the exit status: 0 if it is ready, else 1.

    :param url: the URL of the site's readiness check.
    :param environ: the site's settings.
    """
    headers = {"Host": trusted_host(environ.get("TRUSTED_HOSTS", ""))}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  our own URL
    without_proxies = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with without_proxies.open(request, timeout=SECONDS):
            return 0
    except OSError as error:
        print(f"Not ready: {error}")  # noqa: T201  docker inspect shows it
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
