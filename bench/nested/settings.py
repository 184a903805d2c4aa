"""The gateway's settings, but with the framework's own parser and renderer and nobody to check."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.nested.urls"
WSGI_APPLICATION = "bench.nested.wsgi.application"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
