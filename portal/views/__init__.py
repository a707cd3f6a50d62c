"""What browsers ask for, a module a matter."""
