"""Changes that bring stored documents up to date with their class."""

from mongokit import DocumentMigration

from words import words_of


class TaskMigration(DocumentMigration):
    """The migration of tasks, whose rules run in alphabetical order."""

    def migration01_add_version(self):
        """Add the version of step 8."""
        self.add("version", 1)

    def migration02_add_deleted(self):
        """Add the time of deletion of step 8."""
        self.add("deleted", None)

    def migration03_add_words(self):
        """Add the words by which tasks are found."""
        self.add("words", words_of(self.doc["title"], self.doc["text"]))

    def add(self, name, value):
        """Ask for an update that adds a field, if the document lacks it."""
        self.target = {name: {"$exists": False}}
        self.update = {"$set": {name: value}}
