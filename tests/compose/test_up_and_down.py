"""``docker compose up`` on a clean machine, ``down``, and ``up`` again."""

from typing import Any

import pytest


def test_the_site_is_ready(visitor: Any) -> None:
    """The site answers on loopback, and so does its database."""
    assert visitor.get("/readyz") == "The database answers.\n"


def test_a_task_is_added(visitor: Any) -> None:
    """A person can add a task, and finds it in the list."""
    visitor.add("Try <the> containers")
    assert "Try <the> containers" in visitor.first_page()


@pytest.mark.parametrize(
    ("service", "others"),
    [
        ("secrets", {}),
        ("mongo", {"secrets": "service_completed_successfully"}),
        ("setup", {"mongo": "service_healthy"}),
        ("web", {"setup": "service_completed_successfully"}),
    ],
)
def test_the_order(compose: Any, service: str, others: dict[str, str]) -> None:
    """Each service starts once the one before has ended well, or is well."""
    needed = compose.config()["services"][service].get("depends_on", {})
    assert {name: need["condition"] for name, need in needed.items()} == others


@pytest.mark.parametrize("service", ["secrets", "setup"])
def test_what_happens_once_has_ended_well(compose: Any, service: str) -> None:
    """A service that prepares the others does so, and ends."""
    state = compose.inspect(service)["State"]
    assert (state["Status"], state["ExitCode"]) == ("exited", 0)


@pytest.mark.parametrize("service", ["mongo", "web"])
def test_what_stays_is_well(compose: Any, service: str) -> None:
    """A service that stays says that it is well, and comes back after a reboot."""
    container = compose.inspect(service)
    assert container["State"]["Health"]["Status"] == "healthy"
    assert container["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"


def test_setting_up_again_changes_nothing(compose: Any) -> None:
    """The set-up runs at every start: a second time it makes no replica set."""
    again = compose.once("setup")
    assert again.returncode == 0, again.stderr
    assert "Replica set" not in again.stdout
    assert "User todo may read and write todo" in again.stdout


def test_the_site_finds_everything_set_up(compose: Any) -> None:
    """``flask check`` in the site's container has nothing to complain of."""
    result = compose.execute("web", "flask", "check")
    assert (result.returncode, result.stderr) == (0, "")


def test_tasks_survive(restart: Any, visitor: Any) -> None:
    """A task that was added before ``down`` is there after ``up``."""
    assert restart.title in visitor.first_page()


def test_secrets_survive(restart: Any, compose: Any) -> None:
    """``down`` and ``up`` make no secret anew."""
    assert compose.secret_digests() == restart.secrets
    assert "Made" not in compose("logs", "secrets")


def test_forms_survive(restart: Any, visitor: Any) -> None:
    """A form that was opened before ``down`` can be sent after ``up``."""
    restart.visitor.send(restart.form, "Sent late")
    assert "Sent late" in visitor.first_page()


@pytest.mark.parametrize("service", ["web", "mongo"])
def test_stopping_is_graceful(restart: Any, service: str) -> None:
    """A service that is stopped ends by itself within the time it is given."""
    assert restart.exit_codes[service] == 0


def test_the_last_request_is_answered(restart: Any) -> None:
    """A form that is being sent when the site is stopped is still answered."""
    assert restart.last_status == 400
