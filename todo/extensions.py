"""The extension with the database; ``create_app`` initializes it."""

from flask_mongokit import MongoKit

db = MongoKit()
