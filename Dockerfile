# Two stages: the first installs and builds, the second holds only what runs. No shell tools, no compiler, no tests.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes \
    --only-binary :all: --no-binary django-ranged-response -r requirements/base.txt
COPY . .
RUN for po in site/locale/*/LC_MESSAGES/django.po; do \
        /venv/bin/pybabel --quiet compile --input-file "$po" --output-file "${po%.po}.mo"; done
# Static files are hashed and compressed now; the secrets are only good for this one command.
RUN MODE=production DATA_DIR=/tmp/build STATIC_ROOT=/app/static SECRET_KEY=build RESPONSE_KEY=build-too \
    /venv/bin/python manage.py collectstatic --noinput

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app tilltals && mkdir /data && chown tilltals /data
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app/site PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    MODE=production DATA_DIR=/data STATIC_ROOT=/app/static BEHIND_PROXY=1
USER tilltals
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "deploy/health.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi:application"]
