"""The names of pymongo 2 that applications of MongoKit use, each with its warning.

Nothing else in the package knows of them: the four driver classes, the handles and the
documents inherit from the mixins here.
"""
