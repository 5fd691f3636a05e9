FROM python:3.14-slim
WORKDIR /srv/corved
COPY requirements/run.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
RUN pip install --no-cache-dir --no-deps .
USER nobody
ENV TRUSTED_PROXIES=1
CMD ["gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--no-control-socket", "--bind", "0.0.0.0:8000", "wsgi:app"]
