"""Tests that need a real terminal, and the harness that gives them one."""
