"""Each rule finds its line in Python 2 and Python 3, and no similar ones."""

import ast
import textwrap
from dataclasses import dataclass

import pytest

from mongokit.legacy.audit import RULES, audit


@dataclass(frozen=True)
class Samples:
    """Source that a rule finds in the line with ``# here``, and source it must not."""

    python_2: str
    python_3: str
    near_misses: str


GUARDED = """
class Price(CustomType):
    mongo_type = int
    python_type = str

    def to_bson(self, value):
        if value is not None:
            return int(value)

    def to_python(self, value):
        if value is None: return None
        return str(value)

class Date(CustomType):
    mongo_type = str
    python_type = datetime

    def to_bson(self, value):
        return value.strftime("%Y")

    def to_python(self, value):
        "Returns None for None."
        return datetime.strptime(value) if value else None

def to_bson(self, value):
    return value or None

class ListConverter(BaseConverter):
    def to_python(self, value):
        return value or None
"""

SAMPLES = {
    "old-package": Samples(
        "setup(name='shop', install_requires=['Flask', 'MongoKit==0.9.1'])  # here",
        'setup(install_requires=[\n    "Flask-MongoKit"])  # here',
        "from mongokit import Document\n"
        "x = {'name': 'mongokit'}\n"
        "setup(install_requires=['flask-pymongo', 'mongokit_tools'])",
    ),
    "uuid": Samples(
        "class A(Document):\n    structure = {'key': uuid.UUID}  # here",
        'doc["key"] = uuid4()  # here',
        "import uuid\nfrom uuid import UUID, uuid4\n"
        "doc['_id'] = unicode(uuid.uuid4())\nname = uuid.uuid4().hex\n"
        "doc.save(uuid=True)\ntoken = '%s' % uuid4()\nd = str(UUID(x))",
    ),
    "bytes": Samples(
        "user['token'] = (u'%s' % x).encode('utf-8')  # here",
        'db.users.find_one({"token": base64.b64encode(os.urandom(9))})  # here',
        "user['token'] = b64encode(raw).decode('ascii')\n"
        "data = text.encode('utf-8')\nself.data = text.encode()\n"
        "if doc['a'] == x.encode(): pass\nd['hash'] = sha1(x).hexdigest()",
    ),
    "isinstance-binary": Samples(
        "if isinstance(value, (str, Binary)): pass  # here",
        "ok = isinstance(doc['image'], bson.Binary)  # here",
        "value = Binary(data)\nisinstance(value, BinaryTree)",
    ),
    "lazy-map": Samples(
        "map(lambda t: t.save(), tasks)  # here",
        "if tasks: map(save, tasks)  # here",
        "saved = list(map(save, tasks))\nfor t in map(load, tasks): pass\n"
        "f = {'a': map(save, tasks)}\nfiltered(x)",
    ),
    "division": Samples(
        "pages = db.Task.find().count() / 10  # here",
        "pages = math.ceil(tasks.count_documents({}) / size)  # here",
        "pages = tasks.count() // 10\npages = tasks.count() / float(size)\nx = a / b",
    ),
    "exact-int": Samples(
        "if type(value) in (int, long): pass  # here",
        "if type(value) is int: pass  # here",
        "isinstance(value, int)\ntype(value) is str\nf(type(value), int)",
    ),
    "long-type": Samples(
        "db.c.find({'n': {'$type': 18}})  # here",
        'db.c.find({"n": {"$type": "long"}})  # here',
        "db.c.find({'n': {'$type': 'number'}})\ndb.c.find({'n': {'$type': 180}})",
    ),
    "type-in-path": Samples(
        "required_fields = ['bla.$unicode.name']  # here",
        'required_fields = ["bla.$basestring"]  # here',
        "required_fields = ['bla.$str']\nx = {'$unicoded': 1}",
    ),
    "flask-ext": Samples(
        "from flask.ext.mongokit import MongoKit  # here",
        "import flaskext.mongokit  # here",
        "import flask_mongokit\nfrom flask.ext import login\nx = 'flaskext.mongokit'",
    ),
    "moved-import": Samples(
        "from pymongo import Connection, ASCENDING  # here",
        "from pymongo.objectid import ObjectId  # here",
        "from flask_mongokit import MongoKit\nfrom mongokit import Connection\n"
        "from pymongo import DESCENDING\nfrom bson.objectid import ObjectId",
    ),
    "private-name": Samples(
        "db = Connection()['shop']\nprint db._cache.find_one()  # here",
        "tasks = connection['shop']['tasks']\nif tasks.name: tasks._old  # here",
        "db['_cache'].find_one()\nself._cache\ndb.tasks.find()\ndb.__class__",
    ),
    "taken-name": Samples(
        "for c in db.client.find(): print c  # here",
        'self.db.client.insert({"name": "Ann"})  # here',
        "db.client.admin.command('ping')\ndb['client'].find()\nself.client.find(1)",
    ),
    "acknowledged": Samples(
        "con = Connection('localhost', 27017)  # here",
        "con = mongokit.Connection()  # here",
        "con = Connection(safe=True)\ncon = Connection(host, w=1)\n"
        "class Connection(Base): pass\nHTTPConnection('x')\nMongoClient()\n"
        "sqlite3.Connection('x')",
    ),
    "replica-set": Samples(
        "con = Connection(app.config['HOST'], 27017, safe=True)  # here",
        'con = MongoClient(host="db1.example.org")  # here',
        "Connection()\nConnection('localhost')\nMongoClient(*args)\n"
        "Connection('db1', replicaSet='x')\nMongoClient('db1', directConnection=True)\n"
        "MongoClient('mongodb://a,b/?replicaSet=main')\nConnection(tz_aware=True)",
    ),
    "late-connection-error": Samples(
        "try:\n    c = Connection()\nexcept ConnectionFailure, e:  # here\n    x",
        "try:\n    con = MongoClient(h)\nexcept KeyError:\n    pass\n"
        "except (IOError, AutoReconnect) as e:  # here\n    exit(e)",
        "try:\n    con.tasks.find_one()\nexcept ConnectionFailure:\n    pass\n"
        "try:\n    con = Connection()\nexcept ConfigurationError:\n    pass",
    ),
    "uri-option": Samples(
        "con = MongoClient('mongodb://a/shop?w=1&slaveOk=true')  # here",
        'URI = "mongodb://a/?safe=true"  # here',
        "URI = 'mongodb://a/?w=1'\nURI = 'http://a/?safe=true'\n"
        "URI = 'mongodb://safe=true'",
    ),
    "added-user": Samples(
        "con.admin.add_user('root', raw_input())  # here",
        'db.add_user("ann", "secret")  # here',
        "def add_user(name): pass\nadd_user('ann')",
    ),
    "truth": Samples(
        "if not db.tasks: print 'none'  # here",
        "def f(collection=None):\n    x = collection or db['tasks']  # here",
        "if not db.tasks.count(): pass\nif collection is None: pass\n"
        "if db.connected: pass\nwhile x is not self.database: pass\n"
        "collection = []\nx = db.tasks if a else b\nif 'db' or x: pass\n"
        "if client.tasks: pass\nif db.Task.find_one({}): pass",
    ),
    "empty-projection": Samples(
        "ids = [d['_id'] for d in db.tasks.find({'done': True}, [])]  # here",
        "db.Task.find_one(query, {})  # here",
        "db.tasks.find({}, fields=[])\ndb.tasks.find({}, ['title'])\ndb.tasks.find({})",
    ),
    "text-projection": Samples(
        "db.tasks.find({'a': u'x'}, {'_id': 0, 'title': u'yes'})  # here",
        'db.Task.find_one(fields={"title": "1"})  # here',
        "db.tasks.find({'title': 'x'})\ndb.tasks.find({'a': 1}, {'title': True})\n"
        "db.tasks.find({}, {'title': '$text'})\ndb.tasks.find({}, {'n': {'a': 'b'}})",
    ),
    "positional-timeout": Samples(
        "for t in db.tasks.find({}, None, 0, 0, False): print t  # here",
        "db.tasks.find(  # here\n    query, None,  0, 10, False, sort=order)",
        "db.tasks.find({}, None, 0, 10)\ndb.c.find({}, skip=1, limit=2, sort=3, x=4)",
    ),
    "system-collection": Samples(
        "print list(db.system.indexes.find())  # here",
        'db["system.namespaces"].find()  # here',
        "self.system.index\nsystem.indexed",
    ),
    "explain": Samples(
        "print cursor.explain()['cursor']  # here",
        'db.tasks.find().explain().get("nscanned")  # here',
        "explain()\ndoc.explain(word)",
    ),
    "null-id": Samples(
        "doc = con.Task({'_id': None, 'title': u'x'})  # here",
        'db.tasks.find_one({"_id": None})  # here',
        "db.c.aggregate([{'$group': {'_id': None, 'n': {'$sum': 1}}}])\n"
        "structure = {'_id': None}\nx = {'_id': None_}",
    ),
    "two-types-in-list": Samples(
        "class A(Document):\n    structure = {\n        'a': [int,  # here\n unicode]}",
        'class A(Document):\n    structure = {"a": {"b": [int, str]}}  # here',
        "class A(Document):\n    structure = {'a': [int], 'b': (int, str), 'c': [],\n"
        "        'd': [OR(int, str)], 'e': [{'x': int, 'y': int}], 'f': IS(*['a'])}\n"
        "    required_fields = ['a', 'b']\nx = {'a': [1, 2]}",
    ),
    "none-conversion": Samples(
        "class P(CustomType):\n    mongo_type = unicode\n    python_type = int\n"
        "    def to_bson(self, value): return unicode(value).lower()  # here",
        "class P(CustomType):\n    mongo_type = str\n    python_type = int\n"
        "    def to_python(self, value, path=None):  # here\n"
        "        if value is None:\n            value = 0\n        return int(value)",
        GUARDED,
    ),
    "private-method": Samples(
        "class A(Document):\n    def _validate_doc(self, d, s, path=u''):  # here\n"
        "        pass",
        "class A(Document):\n    def _raise_exception(self, e, f, m):  # here\n"
        "        pass",
        "def _validate_document(x): pass\ndef validate(self): pass\nx._validate_doc",
    ),
    "uncreated-index": Samples(
        "class A(Document):\n    indexes = [{'fields': u'name'}]  # here",
        'class A(Document):\n    indexes = [  # here\n        {"fields": "name"}]',
        "class A(Document):\n    indexes = [{'fields': 'name'}]\n"
        "A.generate_index(db.a)\nindexes.append(1)",
    ),
    "index-ttl": Samples(
        "class A(Document):\n    indexes = [{'fields': 'x', 'ttl': 3600}]  # here",
        'db.tasks.ensure_index("x", unique=True, ttl=300)  # here',
        "cache.set('x', 1, ttl=300)\nindexes = [{'fields': 'ttl'}]",
    ),
    "reload": Samples(
        "task.reload(); print task  # here",
        "    task.reload()  # here",
        "reload(sys)\nimportlib.reload(module)",
    ),
    "validation-errors": Samples(
        "print doc.validation_errors  # here",
        "if doc.validation_errors: pass  # here",
        "validation_errors = []\nraise_validation_errors = False",
    ),
    "schemaless-field": Samples(
        "class A(Document):\n    use_schemaless = True  # here",
        "class A(Document):\n    x = 1\n    use_schemaless = True  # here",
        "class A(Document):\n    use_schemaless = False\nA(use_schemaless=True)",
    ),
    "revisions": Samples(
        "print page.get_last_revision_id()  # here",
        "for old in page.get_revisions(): pass  # here",
        "page.get_revision(1)\nget_revisions()",
    ),
    "files-of-document": Samples(
        "print doc.fs.list()  # here",
        "doc.fs.delete(file_id)  # here",
        "fs.list()\nself.fs.get(i)\ndoc.fs.source\ndoc.fs.get_last_version('x')",
    ),
    "md5": Samples(
        "print doc.fs.get_last_version('x').md5  # here",
        "etag = grid_out.md5  # here",
        "hashlib.md5\nhashlib.md5(x)\nself.md5 = 1\nx.md5()",
    ),
    "password-hash": Samples(
        "from mongokit.auth import User  # here",
        "import mongokit.auth  # here",
        "from myapp.auth import User\nfrom mongokit import Document",
    ),
    "reference-json": Samples(
        "print task.to_json()  # here",
        "text = task.to_json()  # here",
        "to_json()\ntask.to_json_type()\nframe.to_json(path)",
    ),
    "json-writing": Samples(
        "print json.dumps(doc, default=json_util.default)  # here",
        "text = json_util.dumps(doc)  # here",
        "from bson import json_util\njson_util.loads(text)\n"
        "json_util.dumps(doc, json_options=json_util.LEGACY_JSON_OPTIONS)",
    ),
    "json-reading": Samples(
        "print json.loads(text, object_hook=json_util.object_hook)  # here",
        "doc = json_util.loads(text)  # here",
        "json_util.loads(text, json_options=json_util.JSONOptions(tz_aware=True))\n"
        "json.loads(text)",
    ),
    "extension-app": Samples(
        "print db.app.config  # here",
        "name = self.db.app.name  # here",
        "db['app']\ndb.application\nmyapp.app",
    ),
    "context-attribute": Samples(
        "print _app_ctx_stack.top.mongokit_connection  # here",
        "con = getattr(ctx, 'mongokit_database', None)  # here",
        "mongokit_connection = 1\nctx.mongokit_connections",
    ),
    "extension-disconnect": Samples(
        "db.disconnect(); print 'bye'  # here",
        "db = MongoKit(app)\ndb.disconnect()  # here",
        "connection.disconnect()\nsocket.disconnect()",
    ),
    "late-setting": Samples(
        "def setUp(self):\n    app.config['MONGODB_DATABASE'] = 'test'  # here",
        "def test_x():\n    if a:\n        app.config.update(MONGODB_HOST='x')  # here",
        "app.config['MONGODB_DATABASE'] = 'shop'\n"
        "def setUp(self):\n    app.config['TESTING'] = True\n"
        "def make_app():\n    app.config['MONGODB_HOST'] = 'x'",
    ),
    "example-database": Samples(
        "app.config['MONGODB_DATABASE'] = u'flask'  # here",
        'MONGODB_DATABASE = "flask"  # here',
        "MONGODB_DATABASE = 'flask_shop'\nX = {'database': 'flask'}",
    ),
    "removed-of-client": Samples(
        "con = Connection()\nprint con.copy_database('a', 'b')  # here",
        "self.connection.fsync(lock=True)  # here",
        "os.fsync(f)\ncon['fsync'].c\nlock.unlock()\ncon.refreshed",
    ),
    "removed-of-database": Samples(
        "db = con.shop\nprint db.eval('1')  # here",
        'con["shop"].authenticate("ann", "x")  # here',
        "eval('1')\nlogger.error('x')\nsession.authenticate(x)\ndb = SQLAlchemy(app)\n"
        "db.error",
    ),
    "removed-of-collection": Samples(
        "print db.tasks.group(key, {}, {}, reduce)  # here",
        "tasks = db['tasks']\ntasks.inline_map_reduce(m, r)  # here",
        "re.match('x', y).group(1)\nmatch.group()\nindex.reindex()\ndb.tasks.grouped",
    ),
    "removed-constant": Samples(
        "indexes_ = [{'fields': [('x', INDEX_ALL)]}]; print 1  # here",
        "x = mongokit.INDEX_GEOHAYSTACK  # here",
        "INDEX_ALLOWED = 1\nINDEX_ASCENDING",
    ),
    "removed-class": Samples(
        "con = MasterSlaveConnection(a, [b]); print con  # here",
        "con = mongokit.MongoReplicaSetClient(a)  # here",
        "class ReplicaSetConnection(Connection): pass\nx = ReplicaSetConnectionPool()",
    ),
    "removed-option": Samples(
        "class A(Document):\n    atomic_save = True  # here",
        "db.c.find_and_modify({}, {}, full_response=True)  # here",
        "class A(Document):\n    atomic_save = False\nf(full_response=False)",
    ),
}


def lines(source: str, rule: str) -> list[int]:
    """Return the lines in which a rule finds something."""
    return [found.line for found in audit(source) if found.rule.name == rule]


def here(source: str) -> list[int]:
    """Return the lines that are marked with ``# here``."""
    return [n for n, line in enumerate(source.split("\n"), 1) if "# here" in line]


@pytest.mark.parametrize("name", SAMPLES)
def test_python_2(name: str) -> None:
    """Each rule finds its line in source that only Python 2 can parse."""
    source = SAMPLES[name].python_2 + "\nprint 'done', `x`, 0777L, ur'x'\n"
    with pytest.raises(SyntaxError):
        ast.parse(source)
    assert lines(source, name) == here(source)


@pytest.mark.parametrize("name", SAMPLES)
def test_python_3(name: str) -> None:
    """Each rule finds its line in Python 3, also in a function and with other ends."""
    source = textwrap.dedent(SAMPLES[name].python_3)
    ast.parse(source)
    assert lines(source, name) == here(source)
    inside = "async def outer():\n" + textwrap.indent(source, "\t")
    is_statement = name in {"flask-ext", "old-package", "moved-import", "password-hash"}
    assert is_statement or lines(inside, name) == here(inside)
    assert lines(source.replace("\n", "\r\n"), name) == here(source)


@pytest.mark.parametrize("name", SAMPLES)
def test_near_misses(name: str) -> None:
    """No rule finds what only looks like its line, or stands in text or comments."""
    sample = SAMPLES[name]
    assert lines(sample.near_misses, name) == []
    assert lines(f'"""A text.\n\n{sample.python_3}\n"""\n', name) == []
    assert lines("# " + sample.python_3.replace("\n", "\n# "), name) == []


def test_every_rule_has_samples() -> None:
    """Each rule has a name of its own, and samples."""
    assert sorted(SAMPLES) == sorted(rule.name for rule in RULES)
