"""Addresses. Nothing about health is ever part of one, except which page is read."""

from django.urls import include, path

from unspasm.web.api import api
from unspasm.web.clinic import api as clinic
from unspasm.web.views.errors import bad_request, forbidden, not_found, server_error

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("unspasm.web.urls")),
    path("", clinic.urls),  # last: CDS Hooks wants its address without a slash at the end, so it is mounted at the root
]

handler400 = bad_request
handler403 = forbidden
handler404 = not_found
handler500 = server_error
