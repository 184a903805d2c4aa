"""The comparison's routes."""

from django.urls import path

from bench.nested.views import Documents
from config.health import healthz

urlpatterns = [path("healthz", healthz), path("v1/documents", Documents.as_view())]
