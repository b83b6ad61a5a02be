"""Benchmark of PyMODM, which depends on pymongo 3."""

import time

start = time.perf_counter()
import pymodm  # noqa: E402

imported = time.perf_counter() - start

import contest  # noqa: E402

pymodm.connect(contest.URI.replace("/?", f"/{contest.DATABASE}?"))


class Task(pymodm.MongoModel):
    id = pymodm.fields.IntegerField(primary_key=True)
    title = pymodm.fields.CharField(required=True)
    text = pymodm.fields.CharField()
    number = pymodm.fields.IntegerField()
    done = pymodm.fields.BooleanField()
    creation = pymodm.fields.DateTimeField()

    class Meta:
        collection_name = "tasks"
        final = True


class Mapper:
    def __init__(self):
        self.task = self.get(1)

    def load(self):
        return list(Task.objects.all())

    def page(self, first):
        return list(Task.objects.raw({"_id": {"$gte": first}}).limit(contest.PAGE))

    def get(self, number):
        return Task.objects.get({"_id": number})

    def insert(self, number):
        Task(id=number, **contest.fields(number)).save(force_insert=True)

    def update(self, number):
        self.task.number = number
        self.task.save()


contest.compare(Mapper(), imported)
