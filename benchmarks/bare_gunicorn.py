"""Gunicorn settings of the bare site, which do not import the site's packages."""

from gevent import monkey

monkey.patch_all()

wsgi_app = "benchmarks.bare_site:app"
worker_class = "gevent"
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
