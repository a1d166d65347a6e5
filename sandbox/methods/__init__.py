"""The methods that are simulated, one module per subject; `sandbox.methods.table` lists them."""
