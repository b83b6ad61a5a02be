"""How gunicorn serves the bare site: as it does the site, without our packages."""

wsgi_app = "benchmarks.bare_site:app"
worker_class = "gthread"
threads = 16
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
