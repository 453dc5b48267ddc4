"""A Turkle server of one folder, run with the Python of Turkle's environment.

usage: turkle_site.py FOLDER      FOLDER: where the database goes

Prints the port that it listens on at 127.0.0.1.  There are a requester and a worker; the password of
each is its name.
"""

import pathlib
import socketserver
import sys
import wsgiref.simple_server

import django
from django.conf import settings
from django.urls import include, path

PEOPLE = ("requester", "worker")

CONTEXT = ["django.contrib.auth.context_processors.auth", "django.template.context_processors.request",
           "django.template.context_processors.static",
           "django.contrib.messages.context_processors.messages", "turkle.utils.turkle_vars"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware",
              "django.middleware.csrf.CsrfViewMiddleware",
              "django.contrib.auth.middleware.AuthenticationMiddleware",
              "django.contrib.messages.middleware.MessageMiddleware"]
APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        "django.contrib.messages", "django.contrib.staticfiles", "turkle", "django.contrib.admin",
        "rest_framework", "rest_framework.authtoken", "turkle.api", "guardian", "djaa_list_filter2"]


def configure(folder):
    settings.configure(
        DEBUG=True, SECRET_KEY="of a test", ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField", USE_TZ=True, TIME_ZONE="America/Los_Angeles",
        STATIC_URL="/static/", LOGIN_URL="login", LOGIN_REDIRECT_URL="index", TURKLE_SITE_NAME="Turkle",
        TURKLE_TEMPLATE_LIMIT=64, TURKLE_AUTO_ACCEPT_DEFAULT=False, META_TAGS=[], LOGGING_CONFIG=None,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend",
                                 "guardian.backends.ObjectPermissionBackend"],
        REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": [
            "rest_framework.authentication.BasicAuthentication"]},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
                    "OPTIONS": {"context_processors": CONTEXT}}],
        MIDDLEWARE=MIDDLEWARE, INSTALLED_APPS=APPS)
    django.setup()
    from django.contrib import admin

    settings.ROOT_URLCONF = (path("admin/", admin.site.urls),
                             path("api/", include("turkle.api.urls")),
                             path("", include("django.contrib.auth.urls")),
                             path("", include("turkle.urls")))


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_):
        pass


class Threaded(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


def main():
    configure(pathlib.Path(sys.argv[1]))
    from django.contrib.auth.models import User
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        make = User.objects.create_superuser if name == "requester" else User.objects.create_user
        make(name, password=name)
    server = wsgiref.simple_server.make_server(
        "127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), Threaded, Quiet)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
