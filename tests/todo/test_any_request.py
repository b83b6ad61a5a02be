"""Any requests of several visitors, in any order."""

from random import Random
from typing import Any

from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    rule,
    run_state_machine_as_test,
)
from pymongo.database import Database as PlainDatabase

from fuzz.visitors import Visitors
from tests.todo.conftest import MakeApp
from todo import live

STEPS = 40
SETTINGS = settings(
    deadline=None,
    derandomize=settings.get_current_profile_name() != "thorough",
    max_examples=settings().max_examples // 5,
    stateful_step_count=STEPS,
)


class Requests(RuleBasedStateMachine):
    """Sends requests, and checks what is answered and stored after each.

    :param app: the site.
    :param database: its database, which is emptied.
    """

    def __init__(self, app: Flask, database: PlainDatabase[dict[str, Any]]) -> None:
        super().__init__()
        database["tasks"].delete_many({})
        self.visitors = Visitors(app, database)

    @rule(random=st.randoms(use_true_random=False))
    def send(self, random: Random) -> None:
        """Send a request."""
        self.visitors.act(random, is_thorough=True)


def test_any_request(
    make_app: MakeApp, database: PlainDatabase[dict[str, Any]]
) -> None:
    """No request fails, reads by changing, removes a task, or stores an invalid one."""
    app = make_app()
    run_state_machine_as_test(
        lambda: Requests(app, database),  # type: ignore[arg-type]  # any callable works
        settings=SETTINGS,
    )
    live.stop(app)
