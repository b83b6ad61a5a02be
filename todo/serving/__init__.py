"""How gunicorn serves the site: many clients at once, slow ones included."""
