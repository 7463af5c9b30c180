"""The application of the second server, with its own settings. Run by `unspasm.config.phone.server`."""

import os

from django.core.wsgi import get_wsgi_application

from unspasm.config.start import end_with_parent, prepare

os.environ["DJANGO_SETTINGS_MODULE"] = "unspasm.config.phone.settings"  # the first server's may be inherited
prepare()
end_with_parent()
application = get_wsgi_application()
