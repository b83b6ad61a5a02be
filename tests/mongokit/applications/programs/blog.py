"""A blog as it was written for MongoKit 0.9, after a plain conversion to Python 3.

References between authors, posts and comments, translated titles, and a migration of
posts that an older release of the program has stored.
"""

import datetime
import sys

from mongokit import *

connection = Connection(sys.argv[1], safe=True)
database = connection[sys.argv[2]]


class Root(Document):
    use_dot_notation = True
    use_autorefs = True
    structure = {}


@connection.register
class Author(Root):
    __collection__ = "authors"
    structure = {"name": str, "email": str, "joined": datetime.datetime}
    required_fields = ["name"]
    default_values = {"joined": lambda: datetime.datetime(2012, 7, 8)}
    indexes = [{"fields": "name", "unique": True, "ttl": 86400}]


class BlogPostMigration(DocumentMigration):
    def allmigration01_add_tags(self):
        self.target = {"tags": {"$exists": False}}
        self.update = {"$set": {"tags": []}}

    def allmigration02_rename_content(self):
        self.target = {"content": {"$exists": True}}
        self.update = {"$rename": {"content": "body"}}

    def migration01_views_are_numbers(self):
        self.target = {"views": {"$type": 2}}
        if self.status or isinstance(self.doc["views"], str):
            self.update = {"$set": {"views": int(self.doc["views"] or 0)}}


@connection.register
class BlogPost(Root):
    __collection__ = "posts"
    structure = {
        "title": str,
        "body": str,
        "author": Author,
        "date": datetime.datetime,
        "views": OR(int, int),
        "tags": [str],
        "comments": [{"by": Author, "text": str}],
    }
    i18n = ["title"]
    required_fields = ["title", "author"]
    default_values = {"views": 0, "date": lambda: datetime.datetime(2012, 7, 8)}
    validators = {"body": lambda body: len(body) > 2}
    indexes = [{"fields": ["author", ("date", -1)]}]

    def translate(self, lang, title):
        self.set_lang(lang)
        self.title = title


def write_posts():
    ann = database.Author()
    ann.name = "Ann"
    ann.email = "ann@example.org"
    ann.save()
    bob = database.Author({"name": "Bob", "email": None, "joined": None})
    bob.save()
    post = database.BlogPost()
    post.author = ann
    post.body = "Hello, everybody."
    post.translate("en", "Hello")
    post.translate("fr", "Bonjour")
    post.tags.append("greeting")
    post.comments.append({"by": bob, "text": "Welcome!"})
    post.save()
    second = database.BlogPost()
    second.author = bob
    second.title = "Second"
    second.body = "Another one."
    second.save(safe=True)
    return post


def write_old_post(author):
    return database.posts.insert(
        {
            "title": [{"lang": "en", "value": "Old"}],
            "content": "From before.",
            "author": author.get_dbref(),
            "date": datetime.datetime(2009, 1, 1),
            "views": "41",
            "comments": [],
        },
        safe=True,
    )


def migrate(old_id):
    migration = BlogPostMigration(BlogPost)
    migration.migrate_all(collection=database.posts)
    status = migration.get_deprecated(collection=database.posts)
    old = database.BlogPost.find_one({"_id": old_id})
    migration.migrate(old)
    return sorted(status["deprecated"]), old


def main():
    Author.generate_index(database.authors)
    BlogPost.generate_index(database.posts)
    post = write_posts()
    old_id = write_old_post(post.author)
    deprecated, old = migrate(old_id)

    loaded = database.BlogPost.find({"tags": "greeting"}).sort("date", -1)[0]
    loaded.author.email = "ann@example.com"
    loaded.save()
    database.posts.update({"views": 0}, {"$set": {"views": 1}}, multi=True)
    database.posts.ensure_index([("views", 1)])
    try:
        database.BlogPost({"title": {}, "author": None}).validate()
        problem = None
    except StructureError as error:
        problem = str(error)

    print("deprecated", deprecated)
    print("old", old.title, old.body, old.views, old.author.name)
    print("title", loaded.title, loaded["title"]["fr"], loaded.comments[0]["by"].name)
    print("email", database.authors.find_one({"name": "Ann"})["email"])
    print("posts", database.posts.count(), database.BlogPost.find().count())
    print("titles", [p.title for p in database.BlogPost.fetch().sort("body", 1)])
    print("few", database.posts.find(fields=["body"]).sort("body", 1)[0]["body"])
    print("views", sorted(p["views"] for p in database.posts.find(spec={})))
    print("index", sorted(database.posts.index_information()))
    print("problem", problem)
    database.posts.remove({"views": 1})
    print("left", [p.body for p in database.BlogPost.find()])
    connection.disconnect()


main()
