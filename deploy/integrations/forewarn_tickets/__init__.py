"""Keeps tickets in step with Forewarn's case events."""
