"""Rebond's addresses and a bare page behind the sign-in: the floor of every other."""

from django.http import HttpResponse
from django.urls import include, path


def bare(request):
    return HttpResponse("bare")


urlpatterns = [path("bare/", bare, name="bare"), path("", include("config.urls"))]
