"""A long run under faults: commands, streams, kills and cuts; then everything is counted over."""
