"""The audit log, with differences in words; for administrators. Confidential values are not in it at all."""
