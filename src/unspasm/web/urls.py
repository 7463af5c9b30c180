"""Addresses of the pages. Answers are never part of one."""

from django.urls import path

from unspasm.web.views import check, home, offline, read, result, settings, undo

urlpatterns = [
    path("", home.home, name="home"),
    path("first-aid/", home.first_aid, name="first_aid"),
    path("call/", home.call, name="call"),
    path("about/", home.about, name="about"),
    path("check/", check.ask, name="check"),
    path("check/start/", check.start, name="start"),
    path("check/go-on/", check.go_on, name="go_on"),
    path("check/answers/", check.answers, name="answers"),
    path("check/question/<slug:fact_id>/", check.question, name="question"),
    path("check/<slug:screen_id>/", check.screen, name="screen"),
    path("result/", result.result, name="result"),
    path("result/so-far/", result.so_far, name="so_far"),
    path("read/", read.index, name="read"),
    path("read/find/", read.find, name="find"),
    path("read/sources/", read.sources, name="sources"),
    path("read/sources/<slug:key>/", read.source, name="source"),
    path("read/<slug:kind>/", read.shelf, name="shelf"),
    path("read/<slug:kind>/<slug:key>/", read.item, name="item"),
    path("diary/undo/", undo.undo, name="undo"),
    path("settings/", settings.settings, name="settings"),
    path("settings/country/", settings.country, name="country"),
    path("settings/theme/", settings.theme, name="theme"),
    path("settings/delete/", settings.delete, name="delete"),
    path("settings/deleted/", settings.deleted, name="deleted"),
    path("offline/", offline.offline, name="offline"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
]
