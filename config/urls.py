"""Every route of the gateway."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz, readyz
from config.problem import unknown_route

# There is no site to view beside the console: the address / leads nowhere.
admin.site.site_url = None

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("v1", unknown_route),
    path("v1/", include("config.openapi")),
]

handler400 = "config.problem.bad_request"
handler403 = "config.problem.forbidden"
handler404 = "config.problem.not_found"
handler500 = "config.problem.server_error"
