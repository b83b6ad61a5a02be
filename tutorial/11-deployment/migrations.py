"""Changes that bring stored documents up to date with their class."""

from mongokit import DocumentMigration

from words import words_of


class TaskMigration(DocumentMigration):
    """The migration of tasks, whose rules run in alphabetical order."""

    def migration01_add_version(self):
        """Give tasks the fields of step 8."""
        self.target = {"version": {"$exists": False}}
        self.update = {"$set": {"version": 1, "deleted": None}}

    def migration02_add_words(self):
        """Give tasks the words by which they are found."""
        words = words_of(self.doc["title"], self.doc["text"])
        self.target = {"words": {"$exists": False}}
        self.update = {"$set": {"words": words}}

    def migration03_add_assignee_and_comments(self):
        """Give tasks the fields of step 10."""
        self.target = {"comments": {"$exists": False}}
        self.update = {"$set": {"assignee": None, "comments": []}}
