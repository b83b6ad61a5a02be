"""Benchmark of Bunnet, the synchronous version of Beanie."""

import datetime
import time

start = time.perf_counter()
import bunnet  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402
import pymongo  # noqa: E402


class Task(bunnet.Document):
    id: int
    title: str
    text: str
    number: int
    done: bool
    creation: datetime.datetime

    class Settings:
        name = "tasks"


client = pymongo.MongoClient(contest.URI)
bunnet.init_bunnet(database=client[contest.DATABASE], document_models=[Task])


class Mapper:
    def __init__(self):
        self.task = Task.get(1).run()

    def load(self):
        return Task.find_all().to_list()

    def page(self, first):
        return Task.find({"_id": {"$gte": first}}).limit(contest.PAGE).to_list()

    def get(self, number):
        return Task.get(number).run()

    def insert(self, number):
        Task(id=number, **contest.fields(number)).insert()

    def update(self, number):
        self.task.number = number
        self.task.replace()


contest.compare(Mapper(), imported)
