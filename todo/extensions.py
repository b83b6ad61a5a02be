"""The Flask extensions; ``create_app`` initializes them."""

from flask_wtf import CSRFProtect

from flask_mongokit import MongoKit

db = MongoKit()
csrf = CSRFProtect()
