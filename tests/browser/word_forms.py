"""The forms in which people type words that must not be lost."""

from dataclasses import dataclass

__all__ = ["EDIT_IN_PLACE", "EDIT_PAGE", "FORMS", "NEW_PAGE", "QUICK_ADD", "Form"]


@dataclass(frozen=True)
class Form:
    """A form for a task; its edits are those of a task with the title "Milk".

    :param name: its name in the ids of tests.
    :param path: the path of its page; ``{}`` is the id of the task.
    :param title_box: the name of its first text box.
    :param button: the name of the button that sends it.
    :param link: the path of a page, and the link on it that opens the form.
    """

    name: str
    path: str
    title_box: str
    button: str
    link: tuple[str, str] = ("", "")

    @property
    def is_on_list(self) -> bool:
        """Whether the form is part of the list page."""
        return self.path == "/"

    @property
    def is_edit(self) -> bool:
        """Whether the form changes a task instead of adding one."""
        return self.button == "Save"

    @property
    def has_text(self) -> bool:
        """Whether the form has a box for the text, too."""
        return self.title_box == "Title"


NEW_PAGE = Form("new page", "/new", "Title", "Add", link=("/", "Add new Task"))
QUICK_ADD = Form("quick add", "/", "New task", "Add")
EDIT_PAGE = Form("edit page", "/{}/edit", "Title", "Save", link=("/{}", "Edit"))
EDIT_IN_PLACE = Form("edit in place", "/", "Title", "Save", link=("/", "Edit: Milk"))
FORMS = (NEW_PAGE, QUICK_ADD, EDIT_PAGE, EDIT_IN_PLACE)
