"""The OpenAPI description of the API, compared with what the API does."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from pydantic import ValidationError

from tests.todo.conftest import MakeApp
from todo.api.inputs import whole
from todo.tasks.fields import Field

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


def test_a_new_field() -> None:
    """The models learn the type, the range and the default of a declared field."""
    priority = Field(int, label="Priority", allowed=range(1, 4), default=2)
    model = whole("WithPriority", {"priority": priority})
    assert model.model_json_schema()["properties"]["priority"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 3,
        "default": 2,
        "title": "Priority",
    }
    assert model.model_validate_json("{}").values == {"priority": 2}
    with pytest.raises(ValidationError, match="less than or equal to 3"):
        model.model_validate_json('{"priority": 4}')


def test_all_views_are_described(make_app: MakeApp) -> None:
    """Each view of the tasks is described, and of samples on a demo site only."""
    for is_demo in (True, False):
        app = make_app(TODO_DEMO=is_demo)
        paths = app.test_client().get(ADDRESS).get_json()["paths"]
        described = {
            operation["operationId"]
            for path in paths.values()
            for operation in path.values()
        }
        names = {
            rule.endpoint.removeprefix("api.")
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith(("/api/tasks", "/api/samples"))
        }
        assert names - described == (set() if is_demo else {"add_samples"})
