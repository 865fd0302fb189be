"""The flows that join the stages, with the settings and the schedule: the only place that knows them all."""
