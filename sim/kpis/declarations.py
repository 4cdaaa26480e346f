KPIS: dict[str, object] = {}
