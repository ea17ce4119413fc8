urlpatterns = []  # `desk.health.middleware` answers `/metrics`, without host, session or HTTPS
