"""For gunicorn: `gunicorn wsgi:app`. Configuration comes from the environment; see docs/operations.md."""

import gc

gc.disable()  # until everything is loaded; production_app turns it on again

from corved.server.run import production_app  # noqa: E402

app = production_app()
