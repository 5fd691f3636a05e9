"""For gunicorn: `gunicorn wsgi:app`. Configuration comes from the environment; see docs/operations.md."""

from corved.server.run import production_app

app = production_app()
