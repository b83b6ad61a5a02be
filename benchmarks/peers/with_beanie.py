"""Benchmark of Beanie, whose methods are asynchronous."""

import datetime
import time

start = time.perf_counter()
import beanie  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402
import pymongo  # noqa: E402


class Task(beanie.Document):
    id: int
    title: str
    text: str
    number: int
    done: bool
    creation: datetime.datetime

    class Settings:
        name = "tasks"


async def start_up():
    """Connect, and load the task to update."""
    client = pymongo.AsyncMongoClient(contest.URI)
    await beanie.init_beanie(client[contest.DATABASE], document_models=[Task])
    return await Task.get(1)


class Mapper:
    def __init__(self):
        self.task = contest.run(start_up())

    def load(self):
        return Task.find_all().to_list()

    def page(self, first):
        return Task.find({"_id": {"$gte": first}}).limit(contest.PAGE).to_list()

    async def get(self, number):
        return await Task.get(number)

    async def insert(self, number):
        await Task(id=number, **contest.fields(number)).insert()

    async def update(self, number):
        self.task.number = number
        await self.task.replace()


contest.compare(Mapper(), imported)
