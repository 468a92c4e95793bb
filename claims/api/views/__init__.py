"""What answers: each view parses, asks a queryset, and renders."""
