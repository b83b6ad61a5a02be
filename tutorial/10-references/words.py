"""The words by which tasks are found."""

import re

WORD = re.compile(r"\w+")


def words_of(*texts):
    """Return the different words of some texts, without regard to case."""
    return sorted({word for text in texts for word in WORD.findall(text.casefold())})
