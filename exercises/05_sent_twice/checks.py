"""Checks of what a browser gets after it has sent the form."""

from exercises.program import Program


def check_redirect(program: Program) -> None:
    """The response to the form is a redirect, so that a reload does not send it."""
    response = program.browse().post("/new", data={"title": "Milk"})
    assert response.status_code in {302, 303}, (
        f"POST /new responds with {response.status} and a page; a browser that reloads "
        "this page sends the form again."
    )


def check_task_is_added(program: Program) -> None:
    """The page that a browser shows afterwards lists the new task once."""
    browser = program.browse()
    page = browser.post("/new", data={"title": "Milk"}, follow_redirects=True)
    assert page.status_code == 200, f"{page.request.path} responds with {page.status}."
    shown = page.text.count("<li>Milk</li>")
    assert shown == 1, f"{page.request.path} lists it {shown} times."


def check_reload(program: Program) -> None:
    """After a reload of that page, the task is still there once."""
    browser = program.browse()
    page = browser.post("/new", data={"title": "Milk"}, follow_redirects=True)
    assert page.request.method == "GET", f"The page was the response to {page.request}."
    browser.get(page.request.full_path)
    stored = program.database["tasks"].count_documents({"title": "Milk"})
    assert stored == 1, f"It is stored {stored} times."
