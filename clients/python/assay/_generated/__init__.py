"""Made by clients/python/generate.sh from proto/."""
