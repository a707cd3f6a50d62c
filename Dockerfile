# A worker that grades, as a user who owns nothing in the image: docs/how-to/run-in-a-container.md.
# With PART=portal it serves the portal, too: compose.yaml.
FROM python:3.11-slim-bookworm AS build
ARG PART=grade
WORKDIR /build
RUN python -m venv /opt/autograder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PATH=/opt/autograder/bin:$PATH
# What the program needs changes rarely: it is a layer of its own. No setup script of it is run.
COPY requirements-grade.lock requirements-portal.lock ./
RUN pip install --require-hashes --only-binary :all: -r requirements-$PART.lock
COPY pyproject.toml README.md LICENSE ./
COPY autograder/ ./autograder/
COPY portal/ ./portal/
RUN pip install --no-deps --no-build-isolation . && pip check

FROM python:3.11-slim-bookworm
COPY --from=build /opt/autograder /opt/autograder
ENV PATH=/opt/autograder/bin:$PATH LANG=C.UTF-8
RUN useradd --uid 10001 --create-home grader
# By number: who starts it may ask that it is not root.
USER 10001:10001
WORKDIR /course
ENTRYPOINT ["autograder"]
CMD ["doctor"]
