"""A store of assets as it was written for MongoKit 0.9, after a plain conversion.

Files in GridFS, versions of every asset, and JSON for another program.
"""

import json
import sys
import uuid

from mongokit import *

connection = Connection(sys.argv[1], safe=True)
database = connection[sys.argv[2]]


@connection.register
class Asset(VersionedDocument):
    __collection__ = "assets"
    use_dot_notation = True
    structure = {
        "_id": str,
        "name": str,
        "key": uuid.UUID,
        "sizes": (int, int),
        "meta": {str: str},
        "owner": ObjectId,
    }
    gridfs = {"files": ["source"], "containers": ["previews"]}
    required_fields = ["name"]
    indexes = [{"fields": "name"}]


def make():
    asset = database.Asset()
    asset["_id"] = "logo"
    asset.name = "Logo"
    asset.key = uuid.UUID(int=7)
    asset.sizes = (640, 480)
    asset.meta["author"] = "Ann"
    asset.owner = ObjectId("0123456789abcdef01234567")
    asset.save()
    return asset


def attach(asset):
    asset.fs.source = b"first"
    asset.fs.source = b"second"
    asset.fs.previews["small.png"] = b"small"
    asset.fs.previews["large.png"] = b"large"
    with asset.fs.new_file("notes") as notes:
        notes.write(b"to be done")


def change(asset):
    asset.name = "Logo 2"
    asset.save()
    asset.name = "Logo, not kept"
    asset.save(versioning=False)
    return [revision.name for revision in asset.get_revisions()]


def main():
    asset = make()
    attach(asset)
    print("source", asset.fs.source, asset.fs.get_version("source", 0).read())
    print("previews", [preview.name for preview in asset.fs.previews])
    print("files", [each.name for each in asset.fs])
    print("revisions", change(asset), asset.get_last_revision_id())
    first = asset.get_revision(1)
    print("first", first.name, first["_revision"], list(first.sizes))
    first.save()
    print("restored", database.Asset.find_one("logo").name)
    print("stored", database.versioned_assets.count())

    asset.reload()
    text = asset.to_json()
    data = json.loads(text)
    print("json", data["_id"], data["owner"], data["sizes"], data["meta"])
    copy = database.Asset.from_json(text)
    print("equal", copy == asset, copy.collection == database.assets)
    copy["_id"] = "copy"
    copy.save(versioning=False)
    print("names", [each.name for each in database.Asset.find().sort("_id", 1)])
    print("plain", database.assets.find(fields=["name"]).sort("_id", -1)[0])
    print("found", database.assets.find(timeout=False).count())

    del asset.fs.source
    try:
        asset.fs.source
    except Exception as error:
        print("gone", type(error).__name__)
    try:
        asset.fs.sauce = b"?"
    except AttributeError:
        print("undeclared")
    asset.delete(versioning=True)
    print("left", database.versioned_assets.count(), database.assets.count())
    connection.disconnect()


main()
