"""Check that the site in this container and its database respond.

``python -m deploy.healthcheck URL`` exits with status 0 if they do.
"""

import sys
import urllib.request

__all__ = ["main"]

SECONDS = 8


def main(url: str) -> int:
    """Check the site, and return the exit status: 0 if it is ready, else 1.

    :param url: the URL of the site's readiness check.
    """
    without_proxies = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with without_proxies.open(url, timeout=SECONDS):
            return 0
    except OSError as error:
        print(f"Not ready: {error}")  # noqa: T201  docker inspect shows it
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
