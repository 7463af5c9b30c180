"""The application that a WSGI server runs: `granian --interface wsgi unspasm.config.wsgi:application`."""

from django.core.wsgi import get_wsgi_application

from unspasm.config.start import end_with_parent, prepare

prepare()
end_with_parent()
application = get_wsgi_application()
