"""HTTP and websocket resources, one a file."""
