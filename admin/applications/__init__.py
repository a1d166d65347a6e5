"""Applications in the back office: the queue, the case page with every step of it, the result."""
