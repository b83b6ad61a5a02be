"""Benchmark of MongoEngine."""

import time

start = time.perf_counter()
import mongoengine  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402


class Task(mongoengine.Document):
    id = mongoengine.IntField(primary_key=True)
    title = mongoengine.StringField(required=True)
    text = mongoengine.StringField()
    number = mongoengine.IntField()
    done = mongoengine.BooleanField()
    creation = mongoengine.DateTimeField()
    meta = {"collection": "tasks", "auto_create_index": False}


mongoengine.connect(contest.DATABASE, host=contest.URI)


class Mapper:
    def __init__(self):
        self.task = Task.objects(id=1).first()

    def load(self):
        return list(Task.objects)

    def page(self, first):
        return list(Task.objects(id__gte=first).limit(contest.PAGE))

    def get(self, number):
        return Task.objects(id=number).first()

    def insert(self, number):
        Task(id=number, **contest.fields(number)).save(force_insert=True)

    def update(self, number):
        self.task.number = number
        self.task.save()


contest.compare(Mapper(), imported)
