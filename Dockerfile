FROM python:3.13-slim-bookworm AS assets
WORKDIR /site
COPY requirements/assets.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
    --only-binary=:all: --require-hashes --requirement requirements/assets.txt
COPY package.json package-lock.json .npmrc ./
COPY bin/assets bin/
COPY todo/static todo/static
RUN bin/assets

FROM python:3.13-slim-bookworm AS build
COPY requirements/site.txt requirements/
RUN python -m venv --without-pip /venv \
    && pip --python /venv install --no-cache-dir --disable-pip-version-check \
    --only-binary=:all: --require-hashes --requirement requirements/site.txt
WORKDIR /site
COPY mongokit mongokit
COPY flask_mongokit flask_mongokit
COPY todo todo
COPY deploy deploy
COPY wsgi.py gunicorn.conf.py ./
COPY --from=assets /site/todo/static todo/static
RUN python -m compileall -q . && chmod -R a+rX,go-w .

FROM python:3.13-slim-bookworm AS runtime
RUN groupadd --gid 10001 site \
    && useradd --uid 10001 --gid site --no-create-home --shell /usr/sbin/nologin site
COPY --from=build /venv /venv
COPY --from=build /site /site
WORKDIR /site
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    FLASK_APP=wsgi
USER site
EXPOSE 8000
CMD ["gunicorn", "--bind=0.0.0.0:8000"]
