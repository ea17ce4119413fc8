"""Rebond's addresses and a bare page behind the sign-in: the floor of every other."""

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as addresses


def bare(request):
    return HttpResponse("bare")


urlpatterns = [path("bare/", bare, name="bare"), *addresses]
