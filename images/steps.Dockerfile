# The container of every step: Python, what steps need, and steps/. From the project's top folder:
#   docker build -f images/steps.Dockerfile -t background-jobs/steps:VERSION .
# Pin the base by its digest where builds must be repeatable: --build-arg BASE=python:3.13-slim@sha256:...
ARG BASE=python:3.13-slim

FROM ${BASE} AS built
RUN python -m venv --without-pip /opt/venv
COPY images/steps.lock /tmp/
RUN pip --python /opt/venv/bin/python install --no-cache-dir --disable-pip-version-check --no-compile \
      --require-hashes --only-binary :all: -r /tmp/steps.lock
COPY steps /app/steps
# A step starts a fresh interpreter each time, and its root cannot be written: so all bytecode is made here, and is
# never compared with its source.
RUN /opt/venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib /app

FROM ${BASE}
COPY --from=built /opt/venv /opt/venv
COPY --from=built /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYDANTIC_DISABLE_PLUGINS=__all__
# By number: Kubernetes cannot see that a name is not root.
USER 10001:10001
ENTRYPOINT ["python", "-m", "steps"]
