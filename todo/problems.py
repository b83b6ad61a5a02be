"""The content of the error pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from todo.tasks.cleaning import LONGEST_TEXT, LONGEST_TITLE


@dataclass(frozen=True, slots=True)
class Problem:
    """The content of an error page.

    :param status: HTTP status.
    :param title: what happened, as a heading.
    :param message: an explanation for the user.
    :param advice: what the user can do.
    :param field: name of the first invalid field; only for programs.
    :param errors: a description of each invalid field; only for programs.
    :param advice_in_place: the same, if no page replaces the form; by default, it is
        the same advice.
    :param button: label of the button that sends the form again; ``None`` if a retry
        is pointless.
    :param link: label of a link to the form that was sent, or ``None``.
    :param request_id: id of the request in the log; only for internal errors.
    """

    status: int
    title: str
    message: str
    advice: str = "Start again from the list."
    button: str | None = None
    link: str | None = None
    request_id: str | None = None
    advice_in_place: str = ""
    field: str | None = None
    errors: tuple[Mapping[str, str], ...] = ()


NOT_A_TASK = Problem(
    400,
    "That address is not a task",
    "A task's address ends in 24 digits and letters from a to f.",
    "Look at the address, or find the task in the list.",
)
BAD_LINK = Problem(
    400,
    "That link is not right",
    "The filter, search or page in the address is not valid.",
)
BAD_REQUEST = Problem(
    400,
    "That request is not right",
    "The site cannot make sense of what the browser sent.",
)
UNKNOWN_HOST = Problem(
    400,
    "The site has another name",
    "It does not answer to the host name in this address.",
    "Use one of the names in its setting TRUSTED_HOSTS.",
)
OLD_FORM = Problem(
    400,
    "This form is too old",
    "It was opened before the site was restarted, in another browser, or it came "
    "from another site. Nothing was stored.",
    "What you typed is still here: send it again.",
    button="Try again",
)
COOKIES_NEEDED = Problem(
    400,
    "Cookies are needed",
    "The browser sent no cookie, but the site needs one to know its own forms. "
    "Nothing was stored.",
    "Allow cookies for this site in the browser's settings, and start again.",
    link="Open the form again",
)
TASK_NOT_FOUND = Problem(
    404,
    "Task not found",
    "There is no task at this address.",
    "It may have been removed. Look for it in the list.",
)
PAGE_NOT_FOUND = Problem(
    404,
    "Page not found",
    "There is no page at this address.",
    "Look at the address, or start again from the list.",
)
NOT_POSSIBLE = Problem(
    405, "Not possible here", "This address does not support that action."
)
TOO_MUCH = Problem(
    413,
    "That is too much text",
    f"A title has up to {LONGEST_TITLE:,} characters and a text up to "
    f"{LONGEST_TEXT:,}; a form may be 256 KiB in all.",
    "What you typed is still in the form: press the browser's Back button, shorten "
    "the text, and send it again.",
    link="Open the form again",
    advice_in_place="What you typed is still there: shorten it, and send it again.",
)
OUR_FAULT = Problem(
    500,
    "Something went wrong",
    "That was our fault, and it has been noted.",
    "Try again later. If it keeps happening, report this number:",
)
NO_DATABASE = Problem(
    503,
    "The database cannot be reached",
    "Nothing was lost.",
    "Try again in a moment.",
    button="Try again",
)
ONCE = "it will be stored once, however often you do."
NOT_KNOWN = f"It is not known whether this was stored. Try again in a moment: {ONCE}"
"""Advice for a change that may have been stored before the problem."""
LOOK_FIRST = "Look whether it is there, or use an Idempotency-Key next time."
"""Advice for a program that did not use one, whose request would be stored again."""

UNKNOWN_OUTCOME = replace(
    NO_DATABASE,
    message="The connection was lost, so it is not known whether this was stored.",
    advice=f"Try again in a moment: {ONCE}",
)
NO_PRIMARY = replace(
    NO_DATABASE,
    title="The database accepts no changes",
    message="It has no primary server at the moment, which all changes go to.",
)
READ_ONLY = replace(NO_PRIMARY, message="It is in read-only mode at the moment.")
NO_RIGHTS = replace(
    NO_PRIMARY,
    message="Its user that the site logs in as may read, but not change anything.",
    advice="Try again when the site's operator has given it the right to.",
)
UNCONFIRMED = replace(
    UNKNOWN_OUTCOME,
    title="The database does not confirm this",
    message="One of its servers has stored it, but too few of the others have "
    "confirmed that.",
)
TASK_TOO_LARGE = Problem(
    413,
    "This task is too large",
    "Another program has stored so much in it that MongoDB cannot add anything to it.",
    "Nothing was changed. Have that program make the task smaller, and try again.",
    button="Try again",
)
DATABASE_FULL = Problem(
    507,
    "The database is full",
    "It has no room left to store this.",
    "Try again when the site's operator has made room.",
    button="Try again",
)
TOO_SLOW = Problem(
    503,
    "That search takes too long",
    "Too many tasks have words that begin like that.",
    "Search for a rarer word, or for more of it.",
)
