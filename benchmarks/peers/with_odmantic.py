"""Benchmark of ODMantic with its synchronous engine."""

import datetime
import time

start = time.perf_counter()
import odmantic  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402
import pymongo  # noqa: E402


class Task(odmantic.Model):
    id: int = odmantic.Field(primary_field=True)
    title: str
    text: str
    number: int
    done: bool
    creation: datetime.datetime
    model_config = {"collection": "tasks"}


client = pymongo.MongoClient(contest.URI)
engine = odmantic.SyncEngine(client=client, database=contest.DATABASE)


class Mapper:
    def __init__(self):
        self.task = self.get(1)

    def load(self):
        return list(engine.find(Task))

    def page(self, first):
        return list(engine.find(Task, Task.id >= first, limit=contest.PAGE))

    def get(self, number):
        return engine.find_one(Task, Task.id == number)

    def insert(self, number):
        engine.save(Task(id=number, **contest.fields(number)))

    def update(self, number):
        self.task.number = number
        engine.save(self.task)


contest.compare(Mapper(), imported)
