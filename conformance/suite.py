"""pymongo's own tests, from the source distribution of the pinned version."""

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

__all__ = ["BUILD", "SLOW", "ConformanceError", "find_suite", "pinned", "select"]

ROOT = Path(__file__).parent.parent
PINS = ROOT / "requirements" / "tests.txt"
BUILD = ROOT / "build" / "conformance"

PIN = re.compile(r"^pymongo==(?P<version>\S+) (?:\\\n +--hash=\S+ ?)+", re.MULTILINE)
KEPT = frozenset({"test", "pyproject.toml"})
HANDLES = re.compile(r"\b(?:db|pymongo_test)\.(?:coll|test)\b")

SUBJECTS = (
    *("collection", "cursor", "database", "crud_unified", "crud_v1", "bulk"),
    *("gridfs", "gridfs_bucket", "gridfs_spec", "grid_file"),
    *("client", "client_bulk_write", "client_context", "auth", "pooling", "threads"),
    *("session", "sessions_unified", "causal_consistency"),
    *("transactions", "transactions_unified", "change_stream"),
    *("retryable_reads", "retryable_reads_unified"),
    *("retryable_writes", "retryable_writes_unified"),
    *("csot", "collation", "comment", "read_concern", "write_concern"),
    *("read_write_concern_spec", "collection_management"),
    *("run_command", "monitoring", "command_monitoring", "connection_monitoring"),
    *("command_logging", "versioned_api_integration", "examples", "fork"),
    *("custom_types", "raw_bson", "dbref", "bson", "binary", "code", "decimal128"),
    *("json_util", "json_util_integration", "objectid", "son", "timestamp"),
)
"""The parts of the suite that are run: ``client`` is ``test/test_client.py``."""


SLOW = (
    "test/test_bulk.py::TestBulk::test_bulk_max_message_size",
    "test/test_bulk.py::TestBulk::test_numerous_inserts",
    "test/test_change_stream.py::TestClusterChangeStream",
    "test/test_change_stream.py::TestDatabaseChangeStream",
    "test/test_collection.py::TestCollection::test_numerous_inserts",
    "test/test_csot.py::TestCsot",  # the common specification's; not TestCSOT
    "test/test_database.py::TestDatabase::test_list_collection_names_single_socket",
    "test/test_retryable_reads.py::TestRetryableReads::test_backoff_is_not_applied",
    "test/test_retryable_reads.py::TestRetryableReads::test_overload_then_nonoverload",
    "test/test_retryable_reads_unified.py",
    "test/test_retryable_writes.py::TestErrorPropagationAfterEncounteringMultipleErrors",
    "test/test_retryable_writes.py::TestRetryableWrites::test_batch_splitting",
    "test/test_retryable_writes_unified.py",
    "test/test_threads.py::TestThreads::test_safe_insert",
    "test/test_threads.py::TestThreads::test_safe_update",
    # They wait 30 seconds for a secondary member, and fail.
    "test/test_transactions_unified.py::TestUnifiedReadPref",
    "test/test_transactions_unified.py::TestUnifiedRunCommand",
)
"""Beginnings of the ids of tests that take long, which only ``--all`` includes."""


class ConformanceError(Exception):
    """The tests cannot be run, or a run is incomplete."""


def pinned() -> tuple[str, str]:
    """Return the pinned version of pymongo, and its lines in the lock file.

    :raises ConformanceError: if another version is installed.
    """
    found = PIN.search(PINS.read_text())
    if found is None:
        raise ConformanceError(f"{PINS} does not pin pymongo.")
    if found["version"] != version("pymongo"):
        raise ConformanceError(
            f"pymongo {version('pymongo')} is installed, not {found['version']}."
        )
    return found["version"], found[0]


def find_suite() -> Path:
    """Return the folder with pymongo's tests; download them if they are missing.

    :raises ConformanceError: if they cannot be downloaded, or their digest is not in
        the lock file.
    """
    wanted, lines = pinned()
    folder = BUILD / f"pymongo-{wanted}"
    if not folder.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILD) as name:
            archive = _download(Path(name), lines)
            _extract(archive, Path(name), folder)
    return folder


def _download(folder: Path, lines: str) -> Path:
    """Download the source distribution, whose digest pip compares with the pins."""
    requirements = folder / "requirements.txt"
    requirements.write_text(lines + "\n")
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--disable-pip-version-check", "--no-binary=pymongo", "--require-hashes"),
        *(f"--dest={folder}", f"--requirement={requirements}"),
    ]
    if subprocess.run(command, check=False).returncode != 0:
        raise ConformanceError("pymongo's source distribution cannot be downloaded.")
    [archive] = folder.glob("pymongo-*.tar.gz")
    return archive


def _extract(archive: Path, parent: Path, folder: Path) -> None:
    """Extract the tests without the driver: the installed one is tested."""
    top = archive.name.removesuffix(".tar.gz")
    with tarfile.open(archive) as tar:
        members = [each for each in tar if KEPT & {*Path(each.name).parts[1:2]}]
        tar.extractall(parent, members, filter="data")
    shutil.move(parent / top, folder)


def select(folder: Path, *, everything: bool, with_handles: bool) -> list[str]:
    """Return the test modules that are run, and the options that leave tests out.

    :param everything: whether to include the tests that take long.
    :param with_handles: whether to leave out the modules that use no collection that a
        handle replaces.
    :raises ConformanceError: if there is no such module.
    """
    paths = [Path("test", f"test_{subject}.py") for subject in SUBJECTS]
    missing = [str(path) for path in paths if not (folder / path).is_file()]
    if missing:
        raise ConformanceError(f"pymongo has no {', '.join(missing)}.")
    modules = [
        str(path)
        for path in paths
        if not with_handles or HANDLES.search((folder / path).read_text())
    ]
    return modules + [f"--deselect={name}" for name in SLOW if not everything]
