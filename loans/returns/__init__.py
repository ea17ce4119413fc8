"""What comes back: what a scan names, and what a return holds before it is finished."""
