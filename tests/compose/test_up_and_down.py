"""``docker compose up``, ``down``, and ``up`` again."""

from typing import Any

import pytest


def test_the_site_is_ready(visitor: Any) -> None:
    """The readiness check reports that the database responds."""
    assert visitor.get("/readyz") == "The database answers.\n"


def test_a_task_is_added(visitor: Any) -> None:
    """A new task appears in the list."""
    visitor.add("Try <the> containers")
    assert "Try <the> containers" in visitor.first_page()


@pytest.mark.parametrize(
    ("service", "others"),
    [
        ("secrets", {}),
        ("mongo", {"secrets": "service_completed_successfully"}),
        (
            "setup",
            {"secrets": "service_completed_successfully", "mongo": "service_healthy"},
        ),
        ("web", {"setup": "service_completed_successfully"}),
    ],
)
def test_the_order(compose: Any, service: str, others: dict[str, str]) -> None:
    """Each service waits until the previous one has succeeded or is healthy."""
    needed = compose.config()["services"][service].get("depends_on", {})
    assert {name: need["condition"] for name, need in needed.items()} == others


@pytest.mark.parametrize("service", ["secrets", "setup"])
def test_one_shot_services_succeed(compose: Any, service: str) -> None:
    """The services that run once have exited with status 0."""
    state = compose.inspect(service)["State"]
    assert (state["Status"], state["ExitCode"]) == ("exited", 0)


@pytest.mark.parametrize("service", ["mongo", "web"])
def test_long_running_services_are_healthy(compose: Any, service: str) -> None:
    """Long-running services are healthy, and restart after a reboot."""
    container = compose.inspect(service)
    assert container["State"]["Health"]["Status"] == "healthy"
    assert container["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"


def test_setting_up_again_changes_nothing(compose: Any) -> None:
    """Another run of setup succeeds, and does not create the replica set again."""
    again = compose.once("setup")
    assert again.returncode == 0, again.stderr
    assert "Replica set" not in again.stdout
    assert "User todo may read and write todo" in again.stdout


def test_flask_check_succeeds(compose: Any) -> None:
    """``flask check`` in the site's container reports no problems."""
    result = compose.execute("web", "flask", "check")
    assert (result.returncode, result.stderr) == (0, "")


def test_tasks_survive(restart: Any, visitor: Any) -> None:
    """Tasks survive ``down`` and ``up``."""
    assert restart.title in visitor.first_page()


def test_secrets_survive(restart: Any, compose: Any) -> None:
    """Secrets survive ``down`` and ``up``."""
    assert compose.secret_digests() == restart.secrets
    assert "Generated" not in compose("logs", "secrets")


def test_forms_survive(restart: Any, visitor: Any) -> None:
    """A form opened before ``down`` can be submitted after ``up``."""
    restart.visitor.send(restart.form, "Sent late")
    assert "Sent late" in visitor.first_page()


@pytest.mark.parametrize("service", ["web", "mongo"])
def test_stopping_is_graceful(restart: Any, service: str) -> None:
    """Services exit with status 0 when they are stopped."""
    assert restart.exit_codes[service] == 0


def test_the_last_request_gets_a_response(restart: Any) -> None:
    """A form that is being sent while the site stops still gets a response."""
    assert restart.last_status == 400
