"""The names of pymongo 2 that applications of MongoKit use, each with its warning.

Nothing else in the package knows of them: the four driver classes, and the handles,
inherit from the mixins here.
"""
