"""Live updates: what one browser changes, others show."""

from todo.live.views import blueprint, events_address, init_app, stop

__all__ = ["blueprint", "events_address", "init_app", "stop"]
