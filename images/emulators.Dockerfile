# The stand-ins of OpenAI and AssemblyAI, for a cluster without keys; never needed where there are some. From the top folder:
#   docker build -f images/emulators.Dockerfile -t background-jobs/emulators:0.1.0 .
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
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
ENTRYPOINT ["python", "-m", "pipelines.emulators"]
