"""A user registry as it was written for MongoKit 0.9, after a plain conversion.

Users with hashed passwords, custom types, validators, and pages of a list.
"""

import datetime
import re
import sys

from mongokit import *
from mongokit.auth import User
from mongokit.paginator import Paginator

connection = Connection(sys.argv[1], safe=True)
database = connection[sys.argv[2]]


class Birthday(CustomType):
    mongo_type = str
    python_type = datetime.datetime

    def to_bson(self, value):
        return value.strftime("%Y-%m-%d")

    def to_python(self, value):
        return datetime.datetime.strptime(value, "%Y-%m-%d")


def is_email(value):
    if not re.match(r"[^@ ]+@[^@ ]+$", value):
        raise Exception("%s must be an address like ann@example.org")
    return True


@connection.register
class Member(User):
    __collection__ = "members"
    structure = {
        "birthday": Birthday(),
        "groups": Set(str),
        "level": IS("reader", "writer", "admin"),
        "age": OR(int, int),
        "address": {"city": str, "zip": str},
        "seen": [datetime.datetime],
    }
    required_fields = ["address.city"]
    default_values = {"level": "reader", "groups": lambda: {"all"}}
    validators = {"user.email": is_email, "age": [lambda age: age > 0]}
    indexes = [
        {"fields": "user.email", "unique": True},
        {"fields": ["level", ("birthday", INDEX_DESCENDING)]},
    ]


def add(number):
    member = database.Member()
    member.login = "member%02d" % number
    member.password = "secret%d" % number
    member.email = "member%d@example.org" % number
    member.birthday = datetime.datetime(1980, 1, 1 + number % 28)
    member.address.city = ["Paris", "London"][number % 2]
    member.age = number + 1
    if number % 10 == 0:
        member.level = "admin"
        member.groups.add("board")
    member.save()
    return member


def refusals():
    member = database.Member.find_one({"_id": "member01"})
    found = []
    for change in (
        {"age": 0},
        {"level": "guest"},
        {"birthday": "yesterday"},
        {"groups": {3}},
        {"address": {"city": None, "zip": None}},
    ):
        broken = database.Member.find_one({"_id": "member01"})
        broken.update(change)
        try:
            broken.validate()
        except (SchemaTypeError, ValidationError, RequireFieldError, ValueError) as e:
            found.append(str(e))
    member.email = "nowhere"
    try:
        member.save()
    except ValidationError as e:
        found.append(str(e))
    return found


def main():
    Member.generate_index(database.members)
    for number in range(25):
        add(number)
    print("hash", len(database.members.find_one("member03")["user"]["password"]))
    ann = database.Member.get_from_id("member03")
    print("verify", ann.verify_password("secret3"), ann.verify_password("wrong"))
    print("raw", database.members.find_one("member10")["birthday"])
    print("python", ann.birthday, sorted(ann.groups))
    for line in refusals():
        print("refused", line)

    database.members.update({"level": "admin"}, {"$set": {"level": "writer"}})
    print("writers", database.Member.find({"level": "writer"}).count())
    print("admins", database.members.find({"level": "admin"}).count())
    page = Paginator(database.Member.find().sort("_id", 1), page="3", limit=10)
    print("page", page.current_page, page.num_pages, page.start_index, page.end_index)
    print("items", [member.login for member in page.items])
    print("more", page.has_next, page.has_previous)
    try:
        database.members.insert({"_id": "member03"})
    except OperationFailure as e:
        print("duplicate", type(e).__name__)
    found = database.Member.find_and_modify(
        {"_id": "member24"}, {"$set": {"age": 99}}, new=True
    )
    print("modified", found.age, type(found).__name__)
    print("saved", database.members.save({"_id": "x", "level": "reader"}))
    print("removed", database.members.remove({"_id": "x"})["n"])
    print("one", database.Member.one({"_id": "member07"}).email)
    print("names", sorted(database.collection_names(include_system_collections=False)))
    connection.disconnect()


main()
