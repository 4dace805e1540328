# syntax=docker/dockerfile:1
# newsfold for containers. `docker build -t newsfold .` builds it; the portal is the folder mounted at /portal.
#
#   docker run --rm -v ./portal:/portal newsfold init . --topic Herring
#   docker run -d --init -v ./portal:/portal newsfold            # newsfold watch: the day by schedule
#
# What docs/how-to/deploy.md says of it is tested: tests/install runs the commands below in a fresh environment.

FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

FROM python:3.11-slim-bookworm AS build
COPY --from=uv /uv /usr/local/bin/uv
# The environment is made whole, byte code included, of the versions in uv.lock, and copied; nothing of its making stays behind.
ENV UV_PROJECT_ENVIRONMENT=/opt/newsfold UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /src
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY src ./src
RUN --mount=type=cache,target=/root/.cache/uv \
    uv sync --locked --no-dev --no-editable --extra desk --extra mcp --extra postgres --extra search

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="newsfold" \
      org.opencontainers.image.description="The engine for topic news portals" \
      org.opencontainers.image.licenses="Apache-2.0"
# git keeps the portal's history, rsync and ssh deliver the site. Their versions are Debian's of the day: pinned ones miss security fixes.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git openssh-client rsync \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home newsfold \
    && install --directory --owner=newsfold /portal
COPY --from=build /opt/newsfold /opt/newsfold
ENV PATH=/opt/newsfold/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /portal
VOLUME ["/portal"]
# Of `newsfold watch`, which is what runs unless another command is given: 200 while it does well, 503 when it does not.
HEALTHCHECK --interval=60s --timeout=10s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('NEWSFOLD_WATCH_PORT', '9464') + '/healthz', timeout=5)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["newsfold"]
CMD ["watch"]
