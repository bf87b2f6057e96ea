# The control plane: server, dispatcher, reconciler, and `bgjobs` with all its commands. From the project's top folder:
#   docker build -f images/control.Dockerfile -t background-jobs/control:VERSION .
# Pin the base by its digest where builds must be repeatable: --build-arg BASE=python:3.13-slim@sha256:...
ARG BASE=python:3.13-slim

FROM ${BASE} AS built
RUN python -m venv --without-pip /opt/venv
COPY images/control.lock /tmp/
RUN pip --python /opt/venv/bin/python install --no-cache-dir --disable-pip-version-check --no-compile \
      --require-hashes --only-binary :all: -r /tmp/control.lock
COPY steps /app/steps
COPY pipelines /app/pipelines
# What pip would leave of the project itself, so that it knows its version.
COPY pyproject.toml /tmp/
RUN python -c "import pathlib, tomllib; \
      about = tomllib.loads(pathlib.Path('/tmp/pyproject.toml').read_text())['project']; \
      folder = pathlib.Path('/app/background_jobs.dist-info'); folder.mkdir(); \
      (folder / 'METADATA').write_text('Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n'.format(**about))"
# And its command, so that what texts and pages print can be typed in the pod.
RUN printf '#!/opt/venv/bin/python\nfrom pipelines.__main__ import main\n\nmain()\n' > /opt/venv/bin/bgjobs \
 && chmod 755 /opt/venv/bin/bgjobs
RUN /opt/venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib /app

FROM ${BASE}
COPY --from=built /opt/venv /opt/venv
COPY --from=built /app /app
# The server shows the graphs and schemas that lie here.
COPY k8s /app/k8s
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYDANTIC_DISABLE_PLUGINS=__all__
USER 10001:10001
ENTRYPOINT ["python", "-m", "pipelines"]
