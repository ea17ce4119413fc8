"""Hardware reports: a reader for each tool returns a `Machine`; modules add readers."""
