"""Settings of gunicorn for the bare site: those of the site, without its packages."""

wsgi_app = "benchmarks.bare_site:app"
worker_class = "gthread"
threads = 16
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
