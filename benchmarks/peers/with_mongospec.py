"""Benchmark of mongospec, which is based on msgspec and MongoDB's driver in Rust."""

import datetime
import time
from typing import ClassVar

start = time.perf_counter()
import mongospec  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402


class Task(mongospec.MongoDocument):
    __collection_name__: ClassVar[str] = "tasks"

    _id: int
    title: str
    text: str
    number: int
    done: bool
    creation: datetime.datetime


async def init():  # noqa: D103  a script
    client = await mongospec.create_client(contest.URI)
    await mongospec.init(client.get_database(contest.DATABASE), document_types=[Task])


class Mapper:
    def __init__(self):
        contest.run(init())
        self.task = contest.run(self.get(1))

    def load(self):
        return Task.find_all()

    def page(self, first):
        return Task.find({"_id": {"$gte": first}}, limit=contest.PAGE).to_list()

    def get(self, number):
        return Task.find_one({"_id": number})

    def insert(self, number):
        return Task(_id=number, **contest.fields(number)).insert()

    def update(self, number):
        self.task.number = number
        return self.task.save()


contest.compare(Mapper(), imported)
