from django.urls import path

from people.areas import views

urlpatterns = [path("territories/", views.area_list, name="area_list")]
