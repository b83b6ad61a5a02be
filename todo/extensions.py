"""The extension that gives access to the database; ``create_app`` initializes it."""

from flask_mongokit import MongoKit

db = MongoKit()
