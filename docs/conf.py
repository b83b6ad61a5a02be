"""Configuration of Sphinx, which ``bin/docs`` runs."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import mongokit

project = "Flask on MongoDB"
copyright = "its contributors"  # noqa: A001  Sphinx's name
version = release = mongokit.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "docs.generate.pages",
    "docs.generate.references",
    "docs.generate.steps",
]
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
exclude_patterns = ["images", "static"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 4
smartquotes_action = "qe"  # not the dashes of options, such as --yes
highlight_language = "bash"  # of indented lines, which are commands

html_theme = "furo"
html_title = "Flask on MongoDB"
html_favicon = "../todo/static/icons/favicon.svg"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
