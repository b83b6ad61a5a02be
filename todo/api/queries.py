"""The parameters of queries."""

from typing import Annotated, Any, Literal, Self

from flask import current_app, request, url_for
from pydantic import AfterValidator, ConfigDict, ValidationError
from pydantic import Field as Rule

from todo.api.inputs import Input, problems_of
from todo.api.problems import InvalidInputError
from todo.tasks.cleaning import check_length
from todo.tasks.keyset import Position
from todo.tasks.listing import LONGEST_QUERY, Listing, Show

LONGEST_PAGE = 100
POSITION = "^((none|0|-?[1-9][0-9]{0,17})-[0-9a-f]{24})?$"


def _search(text: str) -> str:
    check_length("Search", text.strip(), LONGEST_QUERY)
    return text.strip()


def _position(text: str) -> str:
    try:
        return str(Position.parse(text)) if text else ""
    except ValueError:
        raise ValueError(
            '"before" must be the position of a page, as in the Link header.'
        ) from None


class Query(Input):
    """Parameters of a query, which are text."""

    model_config = ConfigDict(strict=False)

    @classmethod
    def read(cls) -> Self:
        """Return the parameters of the request; of repeated ones, the first counts.

        :raises InvalidInputError: if one is not valid.
        """
        try:
            return cls.model_validate_strings(request.args.to_dict())
        except ValidationError as error:
            raise InvalidInputError(400, problems_of(error)) from None


class ListQuery(Query):
    """Filter, search and page of the list."""

    show: Show = Rule(
        Show.ALL, description="Which tasks: all but the deleted ones by default."
    )
    q: Annotated[str, AfterValidator(_search)] = Rule(
        "",
        description="Words; the tasks have words that begin like each of them.",
        json_schema_extra={"maxLength": LONGEST_QUERY},
    )
    limit: int = Rule(
        default_factory=lambda: current_app.config["TODO_PAGE_SIZE"],
        ge=1,
        le=LONGEST_PAGE,
        description="How many tasks at most.",
    )
    before: Annotated[str, AfterValidator(_position)] = Rule(
        "",
        description="The position of a page, from the Link header of the one before.",
        json_schema_extra={"pattern": POSITION},
    )

    @property
    def listing(self) -> Listing:
        """The filter, search and page, as the site knows them."""
        before = Position.parse(self.before) if self.before else None
        return Listing(self.show, self.q, before)

    def url_before(self, position: Position) -> str:
        """Return the URL of the page that begins below a position."""
        values: dict[str, Any] = self.listing.older_than(position).values
        return url_for("api.list_tasks", limit=self.limit, **values)


class DeleteQuery(Query):
    """How to delete all tasks."""

    purge: Literal["true", "false"] = Rule(
        "false", description="Whether to remove all tasks for good, deleted ones, too."
    )
