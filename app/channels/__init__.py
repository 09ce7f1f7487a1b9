"""Orders in, from files and shops; and the demo site that comes with Zonewise."""
