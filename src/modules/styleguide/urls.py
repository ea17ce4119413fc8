from django.urls import path

from modules.styleguide import views

urlpatterns = [path("styleguide/", views.styleguide, name="styleguide")]
