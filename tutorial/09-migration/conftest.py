"""What the tests share."""

import secrets
import threading

import pytest
from selenium import webdriver
from werkzeug.serving import make_server

from app import create_app
from model import db


@pytest.fixture
def app():
    """Return an application with an empty database of its own."""
    name = f"test_{secrets.token_hex(6)}"
    app = create_app({"MONGODB_DATABASE": name, "WTF_CSRF_ENABLED": False})
    yield app
    with app.app_context():
        db.client.drop_database(name)
        db.close()


@pytest.fixture
def web(app):
    """Return a client that sends requests to the application."""
    return app.test_client()


@pytest.fixture
def address(app):
    """Serve the application on a free port, and return its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chrome():
    """Return a Chrome or Chromium without a window."""
    options = webdriver.ChromeOptions()
    options.add_argument("--headless=new")
    options.add_argument("--no-sandbox")  # to run as root, as in a container
    with webdriver.Chrome(options) as chrome:
        yield chrome
