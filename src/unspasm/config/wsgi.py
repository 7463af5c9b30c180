"""The application that a WSGI server runs: `granian --interface wsgi unspasm.config.wsgi:application`."""

from django.core.wsgi import get_wsgi_application

from unspasm.config.start import prepare

prepare()
application = get_wsgi_application()
