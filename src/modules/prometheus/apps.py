from modules.config import ModuleConfig


class PrometheusConfig(ModuleConfig):
    default = True
    name = "modules.prometheus"

    def ready(self):
        super().ready()
        from desk.health import middleware
        from modules.prometheus.late import counted, exposition

        middleware.ANSWERS["/metrics"] = exposition
        middleware.WRAPPERS.append(counted)
