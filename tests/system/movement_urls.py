"""The app with one more page: nothing but moving figures, each as a session would place it."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

PAGE = """{% extends "unspasm/base.html" %}{% load movement %}
{% block css %}{% movement_files %}{% endblock %}
{% block main %}<h1>A movement</h1>{% movement key variant turned %}{% endblock %}"""


def page(request: HttpRequest, key: str, variant: str) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"key": key, "variant": variant, "turned": "turned" in request.GET}, request))


urlpatterns = [path("movement/<slug:key>/<slug:variant>/", page), path("", include("unspasm.config.urls"))]
