"""Settings, command line, and the wiring of the processes: the only place that builds things."""
