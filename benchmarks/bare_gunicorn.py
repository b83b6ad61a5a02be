"""Gunicorn settings of the bare site, which do not import the site's packages."""

wsgi_app = "benchmarks.bare_site:app"
worker_class = "gthread"
threads = 16
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
