"""The OpenAPI description of the API, compared with what the API does."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from tests.todo.conftest import MakeApp

ADDRESS = "/api/openapi.json"


@pytest.fixture
def description(make_app: MakeApp, add_tasks: Any) -> Any:
    """Return the description of a demo site with some tasks."""
    app = make_app(TODO_DEMO=True)
    app.test_cli_runner().invoke(args=["setup"])
    add_tasks("a", "b", "c")
    return schemathesis.openapi.from_wsgi(ADDRESS, app)


described = schemathesis.pytest.from_fixture("description")


@described.parametrize()
@settings(
    deadline=None,
    max_examples=5,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_is_as_described(case: Any) -> None:
    """Responses are as described; invalid requests are refused, and valid ones not."""
    case.call_and_validate()
