"""The public, read-only API."""

from ninja import NinjaAPI

api = NinjaAPI(title="Tilltals", version="1", urls_namespace="api")
