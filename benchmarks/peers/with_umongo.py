"""Benchmark of uMongo."""

import time

start = time.perf_counter()
import umongo  # noqa: E402
from umongo.frameworks import PyMongoInstance  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402
import pymongo  # noqa: E402

instance = PyMongoInstance(pymongo.MongoClient(contest.URI)[contest.DATABASE])


@instance.register
class Task(umongo.Document):
    id = umongo.fields.IntField(attribute="_id")
    title = umongo.fields.StrField(required=True)
    text = umongo.fields.StrField()
    number = umongo.fields.IntField()
    done = umongo.fields.BoolField()
    creation = umongo.fields.DateTimeField()

    class Meta:
        collection_name = "tasks"


class Mapper:
    def __init__(self):
        self.task = self.get(1)

    def load(self):
        return list(Task.find())

    def page(self, first):
        return list(Task.find({"_id": {"$gte": first}}).limit(contest.PAGE))

    def get(self, number):
        return Task.find_one({"_id": number})

    def insert(self, number):
        Task(id=number, **contest.fields(number)).commit()

    def update(self, number):
        self.task.number = number
        self.task.commit()


contest.compare(Mapper(), imported)
