"""What the model must show: directions on the same callers, KPIs named beforehand."""
