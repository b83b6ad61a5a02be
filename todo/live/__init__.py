"""Live updates: what one browser changes, others show."""

from todo.live.follower import can_follow
from todo.live.views import blueprint, events_address, init_app, stop

__all__ = ["blueprint", "can_follow", "events_address", "init_app", "stop"]
