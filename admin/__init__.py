"""What the operator, curator, department and administrator see and click."""
